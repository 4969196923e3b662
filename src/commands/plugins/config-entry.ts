/** Enters a plugin in the text of a configuration, where that is plain enough to be changed by a program. */

/** A new configuration with nothing but the plugin. */
export const configWith = (entry: string): string =>
  [
    "import { defineConfig } from 'claudecodex'",
    '',
    'export default defineConfig({',
    `  plugins: ['${entry}'],`,
    '})',
    '',
  ].join('\n')

/** What to write by hand into a configuration of that name. */
export function entryLine(file: string, entry: string): string {
  if (file.endsWith('.json')) return `"plugins": ["${entry}"]`
  return /\.ya?ml$/.test(file) ? `plugins:\n  - ${entry}` : `plugins: ['${entry}'],`
}

/**
 * The text with the plugin as the outermost of the list; undefined where the place cannot be told. Comments do not count: a list that
 * stands in one is no list. Data is for people to change.
 */
export function withEntry(file: string, text: string, entry: string): string | undefined {
  if (/\.(?:json|ya?ml)$/.test(file)) return undefined
  const code = withoutComments(text)
  const lists = [...code.matchAll(/\bplugins\s*:\s*\[/g)]
  if (lists.length === 1 && lists[0]) return intoList(text, code, lists[0].index + lists[0][0].length, entry)
  const starts = [...code.matchAll(/\b(?:defineConfig\(|export default )\s*\{/g)]
  // A word in another form, such as a variable, would be said twice.
  if (/\bplugins\b/.test(code) || starts.length !== 1 || !starts[0]) return undefined
  const at = starts[0].index + starts[0][0].length
  return `${text.slice(0, at)}\n  plugins: ['${entry}'],${text[at] === '\n' ? '' : ' '}${text.slice(at)}`
}

/** Behind the opening bracket, in the manner of what follows it. */
function intoList(text: string, code: string, at: number, entry: string): string {
  const isEmpty = /^\s*\]/.test(code.slice(at))
  const line = /^[ \t]*\r?\n([ \t]*)/.exec(text.slice(at))
  if (line) {
    const own = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? ''
    const indent = line[1] && line[1].length > own.length ? line[1] : `${own}  `
    return `${text.slice(0, at)}\n${indent}'${entry}',${text.slice(at)}`
  }
  return `${text.slice(0, at)}'${entry}'${isEmpty ? '' : ', '}${text.slice(at)}`
}

/** The same text with blanks for comments, so that places stay. Strings are kept whole: a `//` in one is none. */
const withoutComments = (text: string): string =>
  text.replace(/(['"`])(?:\\.|(?!\1)[^\\])*\1|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, found =>
    found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
  )
