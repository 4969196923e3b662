import { expect } from 'chai'
import { runClient } from '../../src/commands/child.ts'
import { CommandError } from '../../src/commands/command-error.ts'

const node = (text: string, environment: NodeJS.ProcessEnv = {}): Promise<number> =>
  runClient(process.execPath, ['--eval', text], environment)

describe('a client', () => {
  it('gives its exit code back', async () => expect(await node('process.exitCode = 9')).to.equal(9))
  it('gives 128 and the number of the signal that has ended it', async () =>
    expect(await node('process.kill(process.pid, "SIGTERM")')).to.equal(143))
  it('has the environment it is given and no other', async () => {
    const text = 'process.exitCode = process.env.ONE === "1" && process.env.HOME === undefined ? 0 : 1'
    expect(await node(text, { ONE: '1', TWO: undefined })).to.equal(0)
  })
  it('that is not there is an error that says so', async () => {
    const error = await runClient('no-such-client', [], {}).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(CommandError)
    expect(error).to.include({ exitCode: 127 })
  })
  it('leaves no listener behind', async () => {
    const listeners = () => (['SIGINT', 'SIGTERM'] as const).map(signal => process.listenerCount(signal))
    const before = listeners()
    await node('')
    await runClient('no-such-client', [], {}).catch(() => {})
    expect(listeners()).to.deep.equal(before)
  })
})
