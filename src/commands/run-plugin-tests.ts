/** A program of its own: loads the test file that it is given as the proxy loads plugins. Node runs what is in it. */
import { loadModule } from '../config/load-module.ts'

const [file = ''] = process.argv.slice(2)

try {
  await loadModule(file)
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  process.exitCode = 1
}
