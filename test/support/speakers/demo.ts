/** The backend without a model, which says what it likes. */
import { demo } from '../../../src/backends/demo/index.ts'
import type { Speaker } from './speaker.ts'

export const demonstration: Speaker = {
  name: 'demo',
  model: 'demo',
  maker: 'demo',
  start: async () => ({
    factory: demo({ pace: false }),
    violations: [],
    received: [],
    owed: [],
    script: () => {},
    close: async () => {},
  }),
}
