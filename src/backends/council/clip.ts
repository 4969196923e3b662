/** Shortens texts so that their beginning and their end stay. */

/** At most so many characters, the mark included. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const mark = `\n[... ${text.length - most} characters left out ...]\n`
  const room = most - mark.length
  if (room <= 0) return text.slice(0, Math.max(0, most))
  const head = Math.ceil(room * 0.6)
  return whole(text.slice(0, head)) + mark + wholeFrom(text.slice(text.length - (room - head)))
}

/** The beginning alone. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${whole(text.slice(0, Math.max(0, most - 3)))}...`

// Half a surrogate pair is no character.
const whole = (text: string): string => text.replace(/[\ud800-\udbff]$/, '')
const wholeFrom = (text: string): string => text.replace(/^[\udc00-\udfff]/, '')
