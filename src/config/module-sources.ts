/**
 * The files a module is made of: itself, and what it imports by relative paths, transitively. They are found by
 * reading, so that they are known and can be watched even where running them fails.
 */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, extname, join, resolve, sep } from 'node:path'

/** Texts by absolute path; the module itself comes first. */
export type ModuleSources = ReadonlyMap<string, string>

const codeEndings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']
const endings = [...codeEndings, '.json']
// Any literal that looks like one: a wrong guess only watches a file too many.
const relativeLiteral = /(['"`])(\.{1,2}\/[^'"`\n]+)\1/g

/** Unreadable files are left out. A file in `node_modules` stands for itself alone: packages are not edited in place. */
export async function readSources(file: string): Promise<ModuleSources> {
  const sources = new Map<string, string>()
  const visit = async (path: string): Promise<void> => {
    if (sources.has(path)) return
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) return
    sources.set(path, text)
    if (isPackaged(path) || extname(path) === '.json') return
    for (const [, , specifier = ''] of text.matchAll(relativeLiteral)) {
      const target = await findFile(resolve(dirname(path), specifier))
      if (target !== undefined) await visit(target)
    }
  }
  await visit(resolve(file))
  return sources
}

export const isPackaged = (path: string): boolean => path.split(sep).includes('node_modules')

/** The file that a path without its ending, of a folder, or with the ending of its compiled form means. */
async function findFile(path: string): Promise<string | undefined> {
  const candidates = [
    path,
    path.replace(/\.([cm]?)js$/, '.$1ts'),
    ...endings.map(ending => path + ending),
    ...codeEndings.map(ending => join(path, `index${ending}`)),
  ]
  for (const candidate of candidates) {
    if (endings.includes(extname(candidate)) && (await isFile(candidate))) return candidate
  }
  return undefined
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false

/** Equal for equal files with equal contents. */
export function hashSources(sources: ModuleSources): string {
  const hash = createHash('sha256')
  for (const [path, text] of [...sources].sort(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(JSON.stringify([path, text]))
  }
  return hash.digest('hex').slice(0, 16)
}
