import { expect } from 'chai'
import { RecordingError } from '../../src/recording/recording-error.ts'

describe('an error of a recording', () => {
  it('is told from others by its class and its name', () => {
    const error = new RecordingError('there is no file a.jsonl')
    expect(error).to.be.instanceOf(Error)
    expect(String(error)).to.equal('RecordingError: there is no file a.jsonl')
  })
})
