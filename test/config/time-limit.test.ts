import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { withinLimit } from '../../src/config/time-limit.ts'
import { sourceFlags } from '../support/command-line.ts'

const late = () => new Error('too late')

describe('a limit of time', () => {
  it('is no matter for what comes at once or soon', async () => {
    expect(await withinLimit(1, 10_000, late)).to.equal(1)
    expect(await withinLimit(Promise.resolve(2), 10_000, late)).to.equal(2)
    const failure = await withinLimit(Promise.reject(new Error('broken')), 10_000, late).catch(
      thrown => thrown,
    )
    expect(failure).to.have.property('message', 'broken')
  })
  it('ends the wait for what never comes, though nothing else keeps the program alive', () => {
    const url = new URL('../../src/config/time-limit.ts', import.meta.url)
    const text = `import { withinLimit } from ${JSON.stringify(url.href)}
      await withinLimit(new Promise(() => {}), 20, () => new Error('too late')).catch(error => console.log(error.message))`
    const words = [...sourceFlags, '--input-type=module', '--eval', text]
    expect(execFileSync(process.execPath, words, { encoding: 'utf8' })).to.equal('too late\n')
  })
})
