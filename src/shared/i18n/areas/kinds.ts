// What each kind of job is called, and how each ended occurrence is named.
import { area } from '../area'

export const kindTitles = area(
  {
    'feed.sync': 'Sync',
    'file.fetch': 'Download',
    'file.import': 'Import',
    'outbox.send': 'Send',
    'outbox.add': 'Add to outbox',
    'outbox.repeat': 'Repeated send',
    clean: 'Clean up',
    'source.forget': 'Remove data',
    'diagnostic.noop': 'Self-check',
    unknown: 'Unknown kind',
  },
  {
    'feed.sync': '동기화',
    'file.fetch': '다운로드',
    'file.import': '가져오기',
    'outbox.send': '보내기',
    'outbox.add': '보낼 것에 추가',
    'outbox.repeat': '반복 보내기',
    clean: '정리',
    'source.forget': '데이터 삭제',
    'diagnostic.noop': '자체 점검',
    unknown: '알 수 없는 종류',
  },
)
