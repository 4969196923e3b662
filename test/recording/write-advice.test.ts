import { expect } from 'chai'
import { whatToDo } from '../../src/recording/write-advice.ts'
import { diskFailure } from '../support/memory-disk.ts'

describe('the advice on a disk that refuses', () => {
  it('is for the reason', () => {
    expect(whatToDo(diskFailure('ENOSPC'))).to.equal('Make room on that disk')
    expect(whatToDo(diskFailure('EACCES'))).to.equal('See who may write there')
  })
  it('is to look at the disk where the reason tells nothing', () => {
    expect(whatToDo(diskFailure('EIO'))).to.equal('See whether that disk is still there')
    expect(whatToDo(new Error('odd'))).to.equal('See whether that disk is still there')
  })
})
