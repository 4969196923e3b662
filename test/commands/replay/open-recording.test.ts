import { expect } from 'chai'
import { openRecording } from '../../../src/commands/replay/open-recording.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'

describe('the recording that a name means', () => {
  it('is the file of that path, and says where there is none', async () => {
    const thrown = await openRecording(['gone.jsonl']).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
    expect((thrown as Error).message).to.contain('gone.jsonl')
  })
})
