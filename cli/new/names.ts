/** `openingHours` → `opening-hours`. */
export const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `opening-hours` → `openingHours`. */
export const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `openingHours`, `opening-hours` → `OpeningHours`. */
export const pascal = (name: string) => camel(name).replace(/^./, (letter) => letter.toUpperCase());

/** `openingHours`, `opening-hours` → `opening hours`. */
export const words = (name: string) => kebab(name).replaceAll("-", " ");
