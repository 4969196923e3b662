/** Changes to a shell's variables that can be taken back: what was there before travels along in one more variable. */
import type { Changes, Environment } from './client-environment.ts'

export const memoryVariable = 'CLAUDECODEX_ENV_BEFORE'

/** What was there before; null stands for no such variable. */
type Memory = Readonly<Record<string, string | null>>

/** The environment as it was before the changes that it remembers. */
export function original(environment: Environment): Environment {
  return { ...environment, ...undo(environment) }
}

/** What takes the remembered changes back; nothing where there are none. */
export function undo(environment: Environment): Changes {
  const memory = memoryOf(environment)
  if (!memory) return {}
  const before = Object.entries(memory).map(([name, value]) => [name, value ?? undefined] as const)
  return { ...Object.fromEntries(before), [memoryVariable]: undefined }
}

/** `changes` to the original environment, in place of those that are in force, and with the memory to undo them. */
export function redo(environment: Environment, changes: Changes): Changes {
  const before = original(environment)
  const memory: Memory = Object.fromEntries(Object.keys(changes).map(name => [name, before[name] ?? null]))
  return { ...undo(environment), ...changes, [memoryVariable]: JSON.stringify(memory) }
}

function memoryOf(environment: Environment): Memory | undefined {
  try {
    const memory: unknown = JSON.parse(environment[memoryVariable] ?? '')
    return isMemory(memory) ? memory : undefined
  } catch {
    return undefined
  }
}

const isMemory = (value: unknown): value is Memory =>
  typeof value === 'object' &&
  value !== null &&
  // The names end up in commands of a shell.
  Object.entries(value).every(
    ([name, text]) => /^\w+$/.test(name) && (text === null || typeof text === 'string'),
  )
