/** How the text of an environment variable is read: each kind says what it allows. */
import { councilModes } from '../council/types.ts'

export interface VariableKind<Value> {
  /** Completes "expected ...". */
  readonly allowed: string
  /** Undefined for a bad value. */
  parse(text: string): Value | undefined
}

export interface Variable<Value = unknown> {
  readonly kind: VariableKind<Value>
  /** What holds where it is not set. */
  readonly default: string
  /** What it sets: one sentence without its full stop. `{providers}` stands for those that can be made. */
  readonly meaning: string
  /** False for whatever selects a backend, a URL, or a host for the client's credentials: only the environment does that. */
  readonly dotenv: boolean
  /** Flag and configuration key that say the same. */
  readonly counterpart?: string
}

export const text: VariableKind<string> = { allowed: 'text', parse: value => value }

export const port: VariableKind<number> = {
  allowed: 'a port 0-65535',
  parse: value => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined),
}

export const seconds: VariableKind<number> = {
  allowed: 'a number of seconds above 0',
  parse: value => (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
}

export const url: VariableKind<string> = {
  allowed: 'an http:// or https:// URL',
  parse: value => (isHttpUrl(value) ? value.replace(/\/+$/, '') : undefined),
}

export const isHttpUrl = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

const truths: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  on: true,
  yes: true,
  0: false,
  false: false,
  off: false,
  no: false,
}

export const toggle: VariableKind<boolean> = {
  allowed: '1 or 0 (or true, false, on, off, yes, no)',
  parse: value => truths[value.toLowerCase()],
}

export const list: VariableKind<readonly string[]> = {
  allowed: 'names with commas between them',
  parse: value => {
    const names = value.split(',').map(name => name.trim())
    const named = names.filter(Boolean)
    return named.length > 0 ? named : undefined
  },
}

const oneOf = <Word extends string>(words: readonly Word[]): VariableKind<Word> => ({
  allowed: words.join(', '),
  parse: value => words.find(word => word === value.toLowerCase()),
})

export const councilMode = oneOf(councilModes)

export const councilTriggers = ['auto', 'checkpoint', 'always', 'never'] as const
export const councilTrigger = oneOf(councilTriggers)

export const councilProgresses = ['auto', 'off'] as const
export const councilProgress = oneOf(councilProgresses)

export const members: VariableKind<number> = {
  allowed: 'a number of members above 0',
  parse: value => (/^\d{1,3}$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
}

export const dollars: VariableKind<number> = {
  allowed: 'a number of US dollars above 0',
  parse: value => (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
}
