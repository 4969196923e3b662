/** Text of others, such as a server's or a cloned folder's, as a terminal may have it. */

/** Control characters, what turns the direction of writing, and ends of lines that are none to everybody. */
const unprintable =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** The same lines, with every character that a terminal would obey written as `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(unprintable, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

/** The same in one line, and as it stands in a string of JavaScript. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', '\\n')
