/** Starting a program on Windows, where npm installs .cmd files that only the shell runs and whose words it reads twice. */
import { existsSync } from 'node:fs'
import { win32 } from 'node:path'
import type { Environment } from './client-environment.ts'

export interface Invocation {
  readonly program: string
  readonly parameters: readonly string[]
  readonly shell: boolean
}

type Exists = (path: string) => boolean

/** How to spawn `command`; one that is not found stays as it is, and fails as it would anywhere. */
export function windowsInvocation(
  command: string,
  parameters: readonly string[],
  environment: Environment,
  exists: Exists = existsSync,
): Invocation {
  const found = findProgram(command, environment, exists) ?? command
  if (!/\.(cmd|bat)$/i.test(found)) return { program: found, parameters, shell: false }
  const line = [escaped(win32.normalize(found), 1), ...parameters.map(word => escaped(quoted(word), 2))]
  return { program: line.join(' '), parameters: [], shell: true }
}

function findProgram(command: string, environment: Environment, exists: Exists): string | undefined {
  const folders = /[\\/]/.test(command) ? [''] : (environment.PATH ?? environment.Path ?? '').split(';')
  const endings = win32.extname(command) ? [''] : (environment.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')
  return folders
    .flatMap(folder => endings.map(ending => win32.join(folder, command + ending)))
    .find(path => exists(path))
}

/** In quotes as the C runtime reads them: a backslash counts as one only before a quote. */
const quoted = (word: string): string => `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`

/** Every character that cmd.exe would take for its own, `times` over: a .cmd file reads its words once more. */
const escaped = (word: string, times: number): string =>
  Array.from({ length: times }).reduce<string>(line => line.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&'), word)
