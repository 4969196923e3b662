/** Makes a folder with those above it, for the user alone. */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Folders that are there keep the rights they have. Throws what the disk throws. Not by `recursive`: below /proc Node tries that for ever,
 * and hears no signal meanwhile.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(path) === path) throw thrown
    await makeFolder(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}
