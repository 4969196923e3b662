/** What the server's routes are made of. */
import type { ServerSettings } from '../config/configuration.ts'
import type { Gateway } from '../core/gateway.ts'
import type { Log } from '../core/log.ts'

/** What `/health` says of the program beside what the gateway knows. Asked anew each time: a reload changes it. */
export interface About {
  readonly version: string
  /** Working folder of the process. */
  readonly folder: string
  readonly configuration?: string
  readonly backend: { readonly name: string; readonly reason: string }
  /** Model named by a flag or a variable. */
  readonly model?: string
  readonly council?: unknown
  readonly recording?: string
}

export interface ServerParts {
  readonly gateway: Gateway
  readonly settings: ServerSettings
  readonly log: Log
  readonly about: () => About
  /** Milliseconds of silence on a committed stream until a ping; default 9,000. Claude Code gives up after 300 s. */
  readonly pingAfterMs?: number
  /** Milliseconds that a backend may take to list its models; default 2,500. */
  readonly listAfterMs?: number
}
