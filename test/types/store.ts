/** What a store offers and what a record lets one change, as the compiler sees it. Nothing here runs. */
import type { LogRecord, Store } from 'claudecodex'
import { memoryStore } from '../../src/core/store.ts'

export const memory: Store = memoryStore()

export const uses = async (store: Store): Promise<readonly string[]> => {
  await store.write('cost', JSON.stringify({ cents: 12 }))
  const text: string | undefined = await store.read('cost')
  // @ts-expect-error what was never written is undefined
  const always: string = await store.read('cost')
  // @ts-expect-error a store keeps texts; encoding is the plugin's own affair
  await store.write('cost', { cents: 12 })
  await store.remove('cost')
  return [text ?? '', always, ...(await store.list())]
}

// @ts-expect-error a store can list what it keeps
export const forgetful: Store = { read: async () => undefined, write: async () => {}, remove: async () => {} }

export const changes = (record: LogRecord): LogRecord => {
  // @ts-expect-error a record is a value: return a new one
  record.headers = {}
  // @ts-expect-error attempts in a record carry no provider-shaped request
  void record.attempts[0]?.request
  return { ...record, headers: {} }
}
