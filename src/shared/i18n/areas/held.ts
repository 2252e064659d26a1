// Sentences of what the library holds of a source, and of deletions that wait for an answer.
import { area } from '../area'

export const held = area(
  {
    stored: 'Stored here',
    news: 'Since you last looked',
    news_counts: '{{new}} new, {{changed}} changed, {{gone}} gone',

    rows_missing: 'The source no longer lists {{rows}} of its rows. Nothing was deleted here.',
    rows_missing_one: 'The source no longer lists {{rows}} of its rows. Nothing was deleted here.',
    rows_missing_other: 'The source no longer lists {{rows}} of its rows. Nothing was deleted here.',
    rows_of_missing: 'The source no longer lists {{rows}} of {{of}} rows. Nothing was deleted here.',
    rows_of_missing_one: 'The source no longer lists {{rows}} of {{of}} rows. Nothing was deleted here.',
    rows_of_missing_other: 'The source no longer lists {{rows}} of {{of}} rows. Nothing was deleted here.',
    answered_delete: 'You said to delete {{rows}} rows. They go with the next sync that lists everything.',
    answered_delete_one: 'You said to delete {{rows}} row. It goes with the next sync that lists everything.',
    answered_delete_other: 'You said to delete {{rows}} rows. They go with the next sync that lists everything.',
    answered_keep: 'You said to keep {{rows}} rows that the source no longer lists. The next sync takes note.',
    answered_keep_one: 'You said to keep {{rows}} row that the source no longer lists. The next sync takes note.',
    answered_keep_other: 'You said to keep {{rows}} rows that the source no longer lists. The next sync takes note.',
    look: 'Look and answer…',

    title: 'Rows that “{{name}}” no longer lists',
    list: 'The rows that would go',
    first: 'The first {{shown}} of {{rows}}.',
    delete: 'Delete them',
    keep: 'Keep them',
    delete_title: 'Delete {{rows}} rows?',
    delete_title_one: 'Delete {{rows}} row?',
    delete_title_other: 'Delete {{rows}} rows?',
    delete_body:
      'They are marked as gone now and removed from this computer after 30 days. If more rows than these are missing by then, you are asked again.',
    keep_title: 'Keep {{rows}} rows?',
    keep_title_one: 'Keep {{rows}} row?',
    keep_title_other: 'Keep {{rows}} rows?',
    keep_body:
      'They stay as they are, although the source no longer lists them. You are asked again only if more rows than these are missing.',
    said_delete: '“{{name}}” is syncing; {{rows}} rows go if they are still missing.',
    said_delete_one: '“{{name}}” is syncing; {{rows}} row goes if it is still missing.',
    said_delete_other: '“{{name}}” is syncing; {{rows}} rows go if they are still missing.',
    said_keep: '{{rows}} rows of “{{name}}” are kept.',
    said_keep_one: '{{rows}} row of “{{name}}” is kept.',
    said_keep_other: '{{rows}} rows of “{{name}}” are kept.',
  },
  {
    stored: '여기에 저장된 것',
    news: '마지막으로 본 뒤',
    news_counts: '새 행 {{new}}, 바뀐 행 {{changed}}, 사라진 행 {{gone}}',

    rows_missing: '소스의 목록에서 행 {{rows}}개가 사라졌습니다. 여기서는 아무것도 삭제하지 않았습니다.',
    rows_missing_other: '소스의 목록에서 행 {{rows}}개가 사라졌습니다. 여기서는 아무것도 삭제하지 않았습니다.',
    rows_of_missing: '소스의 목록에서 행 {{of}}개 중 {{rows}}개가 사라졌습니다. 여기서는 아무것도 삭제하지 않았습니다.',
    rows_of_missing_other:
      '소스의 목록에서 행 {{of}}개 중 {{rows}}개가 사라졌습니다. 여기서는 아무것도 삭제하지 않았습니다.',
    answered_delete: '행 {{rows}}개를 삭제하기로 했습니다. 전체 목록을 받는 다음 동기화 때 삭제합니다.',
    answered_delete_other: '행 {{rows}}개를 삭제하기로 했습니다. 전체 목록을 받는 다음 동기화 때 삭제합니다.',
    answered_keep: '소스의 목록에 없는 행 {{rows}}개를 남기기로 했습니다. 다음 동기화부터 적용합니다.',
    answered_keep_other: '소스의 목록에 없는 행 {{rows}}개를 남기기로 했습니다. 다음 동기화부터 적용합니다.',
    look: '보고 답하기…',

    title: '“{{name}}”의 목록에서 사라진 행',
    list: '삭제될 행',
    first: '전체 {{rows}}개 중 처음 {{shown}}개.',
    delete: '삭제',
    keep: '남기기',
    delete_title: '행 {{rows}}개를 삭제할까요?',
    delete_title_other: '행 {{rows}}개를 삭제할까요?',
    delete_body:
      '지금 사라진 것으로 표시하고 30일 뒤 이 컴퓨터에서 지웁니다. 그때까지 이보다 많은 행이 사라지면 다시 묻습니다.',
    keep_title: '행 {{rows}}개를 남길까요?',
    keep_title_other: '행 {{rows}}개를 남길까요?',
    keep_body: '소스의 목록에 없어도 그대로 둡니다. 이보다 많은 행이 사라질 때만 다시 묻습니다.',
    said_delete: '“{{name}}”을(를) 동기화합니다. 여전히 없으면 행 {{rows}}개를 삭제합니다.',
    said_delete_other: '“{{name}}”을(를) 동기화합니다. 여전히 없으면 행 {{rows}}개를 삭제합니다.',
    said_keep: '“{{name}}”의 행 {{rows}}개를 남깁니다.',
    said_keep_other: '“{{name}}”의 행 {{rows}}개를 남깁니다.',
  },
)
