/** Text for a terminal: what is safe to print, how wide it is, how it is cut, and numbers in few characters. */

// Sequences that only style are dropped whole. Of the others only the control character goes: what hides behind a
// "set the window title" is something the reader should see.
const styles = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]/g
const controls = /[\u0000-\u001F\u007F-\u009F]/g
// Marks that reorder or hide text on the screen.
const invisible = /[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g
/** Characters looked at of a text that ends up on one line. */
const longestLine = 2_000

// Words with single spaces between them, such as names: most of what is shown needs no cleaning.
const clean = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** One printable line: no control characters, no escape sequences, line ends shown as `↵`. */
export function oneLine(text: string): string {
  const start = text.length > longestLine ? text.slice(0, longestLine) : text
  if (clean.test(start)) return start
  return printable(
    start
      .trim()
      .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ↵ ')
      .replaceAll('\t', ' '),
  )
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** Printable lines; tabs become two spaces. */
export const lines = (text: string): readonly string[] =>
  text.split(/\r\n|[\n\r\u2028\u2029]/).map(line => printable(line.replaceAll('\t', '  ')).trimEnd())

const printable = (text: string): string =>
  text.replace(styles, '').replace(controls, '').replace(invisible, '')

const ascii = /^[ -~]*$/
const notAscii = /[^ -~]/
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F251}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/gu
// A variation selector 16 makes the sign before it an emoji, two cells wide: it counts as the second one.
const narrow = /(?!\uFE0F)[\p{Mn}\p{Me}\p{Cf}]/gu

/**
 * Cells of a printable text. Where terminals disagree (emoji joined to one picture) the larger number is given: a
 * line that is too short is harmless, one that wraps is not.
 */
export function widthOf(text: string): number {
  if (ascii.test(text)) return text.length
  const points = [...text].length
  return points + (text.match(wide)?.length ?? 0) - (text.match(narrow)?.length ?? 0)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** At most `width` cells, with `…` where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  if (width < 1) return ''
  return `${start(text, width - 1).trimEnd()}…`
}

/** A name in little room: `general-purpose` as `gen-pur`, or `gp`; one word as its start. */
export function shortName(name: string, width: number): string {
  if (widthOf(name) <= width) return name
  const words = name.split(/[-_:/ ]+/).filter(Boolean)
  const letters = Math.floor((width - words.length + 1) / words.length)
  if (words.length > 1 && letters > 1) return words.map(word => start(word, letters)).join('-')
  if (width > 4) return cut(name, width)
  return start(words.length > 1 ? words.map(word => start(word, 1)).join('') : name, width)
}

/** The longest start that fits, without breaking a character. */
export function start(text: string, width: number): string {
  // A cell and a character each, but for the last before another: a mark may join it. Segmenting costs 1 µs for each.
  const plain = text.search(notAscii)
  if (plain < 0 || plain > width) return text.slice(0, Math.max(0, width))
  let used = Math.max(0, plain - 1)
  let kept = text.slice(0, used)
  for (const { segment } of graphemes.segment(text.slice(used))) {
    used += widthOf(segment)
    if (used > width) break
    kept += segment
  }
  return kept
}

/** Exactly `width` cells. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const own = widthOf(text)
  const shown = own <= width ? text : cut(text, width)
  const gap = ' '.repeat(Math.max(0, width - (own <= width ? own : widthOf(shown))))
  return side === 'left' ? shown + gap : gap + shown
}

/** Breaks a line at spaces where it can. */
export function wrap(line: string, width: number): readonly string[] {
  const rows: string[] = []
  let rest = line
  while (widthOf(rest) > width) {
    const most = start(rest, width) || [...rest].slice(0, 1).join('')
    const space = rest[most.length] === ' ' ? most.length : most.lastIndexOf(' ')
    const row = space > width / 3 ? rest.slice(0, space) : most
    rows.push(row.trimEnd())
    rest = rest.slice(row.length).trimStart()
  }
  return [...rows, rest]
}

/** `812`, `1.2k`, `62k`, `1.2M`. */
export function countText(count: number): string {
  if (count < 1_000) return String(Math.round(count))
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`
  if (count < 999_500) return `${Math.round(count / 1_000)}k`
  return `${(count / 1_000_000).toFixed(1)}M`
}

/** Milliseconds as `0.8s`, `42s`, `2m04s`, `1h30m`. */
export function timeText(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1)}s`
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 100) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}

/** Dollars as `$0`, `<$.001`, `$0.004`, `$0.041`, `$1.84`, `$120`. */
export function costText(dollars: number): string {
  if (dollars < 0.0005) return dollars === 0 ? '$0' : '<$.001'
  if (dollars < 0.9995) return `$${dollars.toFixed(3)}`
  return `$${dollars.toFixed(dollars < 99.995 ? 2 : 0)}`
}
