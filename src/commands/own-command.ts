/** The words that start this very program again, for the lines that a person is to paste. */
import { basename } from 'node:path'
import type { Environment } from './client-environment.ts'

export interface OwnProcess {
  readonly argv: readonly string[]
  /** Node's own flags. */
  readonly execArgv: readonly string[]
  readonly env: Environment
}

/** `claudecodex` where that is how it was started; in a clone, where there is no such command, node and the file. */
export function ownCommand({ argv, execArgv, env }: OwnProcess = process): readonly string[] {
  const script = argv[1] ?? 'claudecodex'
  // npx keeps the program in a folder of its own, which is not on the PATH of the next shell.
  if (env.npm_command === 'exec') return ['npx', 'claudecodex']
  if (basename(script) === 'claudecodex') return ['claudecodex']
  return ['node', ...execArgv, script]
}
