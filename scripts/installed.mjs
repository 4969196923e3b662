/** Whether node_modules holds what package-lock.json asks for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** npm writes what it has installed to a lock file of its own; the two agree on every package that is needed here. */
export function isInstalled(root) {
  const path = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(path)) return false
  const installed = JSON.parse(readFileSync(path, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([folder, { version, optional, peer }]) => {
    if (folder === '' || (!installed[folder] && (optional || peer))) return true
    return installed[folder]?.version === version && existsSync(join(root, folder))
  })
}
