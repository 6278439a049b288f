// Where the numbers of a plan of windows stand, for both sides. The windows of an image [channels, D, H, W] are counted
// by their positions [OD, OH, OW]; on an axis, window o has its element i at o · stride + i · dilation − padding, and
// outside the image stand zeros. A name of three axes is the place of the first of three numbers.

/** Channels of a group of the image. */
export const CHANNELS = 0;
/** How many groups there are, in the image and in what is computed from it. */
export const GROUPS = 1;
/** Channels of a group of what is computed from it. */
export const FILTERS = 2;
/** The image: D, H, W. */
export const SIZE = 3;
export const KERNEL = 6;
export const STRIDE = 9;
export const DILATION = 12;
/** Zeros in front. How many stand behind follows from the positions. */
export const PADDING = 15;
export const POSITIONS = 18;
/** What the image is read from: itself where it has all that windows reach, else a copy with the zeros around it. */
export const FRAME = 21;
/** 1 where that is a copy. */
export const FRAMED = 24;
/** Numbers in a plan. */
export const LENGTH = 25;

/** Bytes at the front of the room of a convolution for the places of a block of columns, which its frame follows. */
export const PLACES = 2080;
