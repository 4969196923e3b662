/** Names of tools, and patterns on them. They are told apart by case, as the API does. */

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&')

/** `*` stands for any text, `?` for one character. */
export function namePattern(pattern: string): (name: string) => boolean {
  const glob = new RegExp(`^${escaped(pattern).replaceAll('*', '.*').replaceAll('?', '.')}$`)
  return name => glob.test(name)
}

/** What the API takes for the name of a tool. */
const legal = /^[a-zA-Z0-9_-]{1,128}$/
export const isName = (name: string): boolean => legal.test(name)

/** True where every name that fits the left side has one on the right. */
export function isRenaming(from: string, to: unknown): boolean {
  if (typeof to !== 'string' || from.includes('?')) return false
  const stars = (text: string): number => text.split('*').length - 1
  return stars(from) === stars(to) && stars(from) <= 1 && isName(to.replace('*', '')) === (to !== '*')
}

/** The new name of what fits, else undefined. */
export function renaming(from: string, to: string): (name: string) => string | undefined {
  const [start = '', end] = from.split('*')
  if (end === undefined) return name => (name === from ? to : undefined)
  return name =>
    name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
      ? to.replace('*', () => name.slice(start.length, name.length - end.length))
      : undefined
}
