/** Shapes on buttons, drawn rather than written, since fonts differ in what they have. */
const paths = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M12 2.5v11L3.5 8z",
  next: "M4 2.5v11L12.5 8z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
  sun: "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM7.3 0.8h1.4v2H7.3zM7.3 13.2h1.4v2H7.3zM0.8 7.3h2v1.4h-2zM13.2 7.3h2v1.4h-2zM2.4 3.4l1-1 1.4 1.4-1 1zM11.2 12.2l1-1 1.4 1.4-1 1zM3.4 13.6l-1-1 1.4-1.4 1 1zM12.2 4.8l-1-1 1.4-1.4 1 1z",
  moon: "M6 1.5a6.5 6.5 0 1 0 8.5 8.5A5.5 5.5 0 0 1 6 1.5z",
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
