/** State of plugins and backends on disk: a file a name, under `state/PLUGIN/` in the program's home. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Store } from '../core/store.ts'

/** The stores of all plugins under one home, by plugin. */
export const fileStores =
  (home: string): ((plugin: string) => Store) =>
  plugin =>
    fileStore(home, plugin)

/** The stores of all backends under one home, by backend: no plugin's name holds a colon. */
export const backendStores =
  (home: string): ((backend: string) => Store) =>
  backend =>
    fileStore(home, `backend:${backend}`)

/**
 * The store of one plugin. Nothing is made before the first write. A text is written beside its file and then takes its
 * place, so that a reader, or a program that ends in the middle, never meets half of one.
 */
export function fileStore(home: string, plugin: string): Store {
  const folder = join(home, 'state', fileName(plugin))
  return {
    async read(name) {
      return (await absent(readFile(join(folder, fileName(name)), 'utf8'))) ?? undefined
    },
    async write(name, text) {
      await makePrivateFolders(home, folder)
      await replaceFile(join(folder, fileName(name)), text)
    },
    async remove(name) {
      await rm(join(folder, fileName(name)), { force: true })
    },
    async list() {
      const names = (await absent(readdir(folder))) ?? []
      return names
        .filter(name => !name.endsWith(unfinished))
        .map(originalName)
        .sort()
    },
  }
}

// No name becomes this: after % stand two digits.
const unfinished = '.%tmp'

/** Only the user may look in; folders that exist keep the rights they have. */
async function makePrivateFolders(home: string, folder: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true })
  for (const path of [home, dirname(folder), folder]) {
    await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}${unfinished}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/**
 * A name as every file system takes it, Windows' devices and letter case included: whatever is not a small letter, a
 * digit, `-`, `_` or an inner dot is written as its bytes.
 */
export const fileName = (name: string): string => {
  const encoded = name.replace(/[^a-z0-9._-]|^\.|\.$/gu, bytesOf) || '%'
  return reserved.test(encoded) ? `${bytesOf(encoded[0] ?? '')}${encoded.slice(1)}` : encoded
}

const bytesOf = (text: string): string =>
  [...Buffer.from(text)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/

const originalName = (name: string): string => (name === '%' ? '' : decodeURIComponent(name))

async function absent<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
