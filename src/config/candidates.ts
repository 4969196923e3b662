/** Whether a search can find anything: loading cosmiconfig and its parsers takes longer than most searches need. */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Looks for names, in any letter case, in a folder and those above it up to `stop`. A `package.json` counts where it
 * mentions this program; a folder that cannot be listed counts, since a file in it may be readable all the same.
 */
export async function hasCandidate(folder: string, stop: string, names: readonly string[]): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isHolder(at, names)) return true
    if (at === stop || dirname(at) === at) return false
  }
}

async function isHolder(folder: string, names: readonly string[]): Promise<boolean> {
  try {
    const found = (await readdir(folder)).map(name => name.toLowerCase()).filter(name => names.includes(name))
    if (found.some(name => name !== 'package.json')) return true
    return found.length > 0 && (await readFile(join(folder, 'package.json'), 'utf8')).includes('claudecodex')
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
