/** Small persistent state of a plugin, by name. Written whole: a reader never sees half of a text. */
export interface Store {
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
  list(): Promise<readonly string[]>
}

/** Keeps state for the life of the process: tests, and runs that must not touch the disk. */
export const memoryStore = (): Store => {
  const texts = new Map<string, string>()
  return {
    read: async name => texts.get(name),
    write: async (name, text) => void texts.set(name, text),
    remove: async name => void texts.delete(name),
    list: async () => [...texts.keys()].sort(),
  }
}
