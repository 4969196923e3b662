/** Which configuration a folder has, found by names alone: nothing of it runs. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Its name; `package.json` where that has the key. Undefined where there is none. */
export async function configurationIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder)
  const found = names.find(name => /^claudecodex\.config\.(ts|mts|js|mjs|cjs|json|ya?ml)$/.test(name))
  if (found !== undefined) return found
  const isPackage = names.includes('package.json') && (await holdsConfiguration(join(folder, 'package.json')))
  return isPackage ? 'package.json' : undefined
}

export async function holdsConfiguration(file: string): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'claudecodex')
  } catch {
    // What nobody can read configures nothing.
    return false
  }
}
