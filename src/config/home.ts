/** Where the program keeps what is its own. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Environment } from '../wire/proxy.ts'
import { variable } from './variables.ts'

/** `CLAUDECODEX_HOME`, else `.claudecodex` in the user's own folder. */
export function homeFolder(cwd: string, env: Environment): string {
  const named = variable(env, 'CLAUDECODEX_HOME')
  if (named === undefined) return join(homedir(), '.claudecodex')
  // No shell has replaced the mark where a service or an editor sets the variable.
  return resolve(cwd, named.replace(/^~(?=$|[\\/])/, homedir()))
}

/** Where recordings lie unless a flag says otherwise. */
export const logFolder = (cwd: string, env: Environment): string => join(homeFolder(cwd, env), 'logs')
