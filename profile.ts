export { profile, type ProfileOptions } from "./lib/profile/profile.ts";
export { Profile } from "./lib/profile/report.ts";
export { type Frame, type ModuleProfile, type Way } from "./lib/profile/frame.ts";
