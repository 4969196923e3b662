/**
 * The permission mode in which Claude Code works behind a backend that translates. Its default, auto mode, has Anthropic's own
 * API judge risky actions; nobody else gives that verdict, and none is ever made up: it would switch a safety check off.
 */
import { basename } from 'node:path'

/** Asks before commands and whatever leaves the project, as ever; reading, editing and subagents go on by themselves. */
export const permissionFlag = '--permission-mode acceptEdits'

/** A short line on why the flag is there. */
export const permissionReason = 'acceptEdits: the check of auto mode is made by Anthropic’s API alone'

export interface StartedClient {
  /** The words of the command: the client and its own flags. */
  readonly words: readonly string[]
  /** True where the backend is Anthropic's own API, which makes the check. */
  readonly native: boolean
  /** True where a person sits before it. */
  readonly interactive: boolean
}

/** What to say before an interactive Claude Code starts in a mode that asks for a check nobody makes. */
export function permissionAdvice({ words, native, interactive }: StartedClient): string | undefined {
  const [client = '', ...parameters] = words
  if (native || !interactive || !/^claude(\.\w+)?$/.test(basename(client))) return undefined
  if (parameters.some(word => decided.test(word))) return undefined
  return `auto mode cannot check actions here, and stops to ask: write ${permissionFlag} after ${client}`
}

/** Flags that set the mode, or after which nobody is asked. */
const decided =
  /^(--permission-mode(=.*)?|-p|--print|--(allow-)?dangerously-skip-permissions|--version|-v|--help|-h)$/
