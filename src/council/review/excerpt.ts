/** Shortens what is too long: its head and its tail stay, and a mark says what is gone. */

/** `limit`: characters, the mark not counted. Two thirds are head. */
export function excerpt(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = withoutHalf(text.slice(0, Math.ceil((limit * 2) / 3)))
  const tail = withoutHalf(text.slice(text.length - Math.floor(limit / 3)))
  return `${head}\n[... ${text.length - head.length - tail.length} characters left out ...]\n${tail}`
}

/** On one line, for a list. */
export const brief = (text: string, limit: number): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= limit ? line : `${withoutHalf(line.slice(0, limit - 1)).trimEnd()}…`
}

/** A character of two units that was cut in the middle is no character. */
const withoutHalf = (text: string): string => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
