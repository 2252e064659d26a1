// What the app itself has to tell (shared/notices.ts): a title that the tray shows too, what happened and what it means for the data
// (`_body`), and what can be done (`act_`). English and Korean.
import { area } from '../area'

export const notices = area(
  {
    workers_crashing: 'Background work keeps crashing',
    workers_crashing_body:
      'The process that does the work has ended several times in a row. Nothing was lost. The next try is at {{retry}}, and it goes on by itself once the cause is gone. If this stays, restart Lull, then install it anew.',
    disk_full: 'The disk is full',
    disk_full_body:
      'Nothing can be stored, so nothing new arrives and changes are refused. What is stored is safe. Make space: Lull goes on by itself within a minute.',
    disk_read_only: 'The disk takes nothing',
    disk_read_only_body:
      'The data folder cannot be written, so nothing new arrives and changes are refused. What is stored is safe. Once it can be written again, Lull goes on by itself.',
    core_replaced: 'Your sources and jobs could not be read',
    core_replaced_body:
      'Their file was set aside ({{since}}); nothing was deleted, and pulled and imported tables are not affected. The backup of {{backup}} can be put back: what changed after it is not in it, and what was sent after it may be sent again. Lull restarts for that.',
    core_lost: 'Your sources and jobs could not be read',
    core_lost_body:
      'Their file was set aside ({{since}}) and there is no backup, so Lull starts without them. Nothing was deleted, and pulled and imported tables are not affected. Add your sources again.',
    library_damaged: 'The local copy is damaged',
    library_damaged_body:
      'Pulled tables cannot be read. Imported tables, sources, jobs and unsent items are not affected. The next sync sets the damaged file aside and fetches again what the servers still have.',
    library_set_aside: 'The local copy was damaged and made anew',
    library_set_aside_body:
      'Pulled tables are fetched again. Rows that the servers no longer have are only in what was set aside ({{size}}, since {{since}}), which Lull deletes after 30 days.',
    imports_damaged: 'Imported tables are damaged',
    imports_damaged_body:
      'Their file, imports.db, cannot be read and was left as it is. Pulled tables are not affected. To import anew, quit Lull and move that file out of the data folder.',
    settings_replaced: 'Some settings could not be read',
    settings_replaced_body_one: '{{count}} setting was not usable, so its default stands in. Look it through.',
    settings_replaced_body_other: '{{count}} settings were not usable, so their defaults stand in. Look them through.',
    settings_restored: 'The settings file was damaged',
    settings_restored_body:
      'The last good copy stands in, so what was changed just before may be missing. Nothing else was affected. Look the settings through.',
    settings_lost: 'The settings file was damaged',
    settings_lost_body:
      'There was no good copy, so all settings are as in a new installation. Nothing else was affected. Look them through.',

    act_restore: 'Restore the backup',
    act_sync: 'Sync now',
    act_settings: 'Open settings',
    act_show: 'Show in folder',
    act_delete: 'Delete the damaged copy',
    act_dismiss: 'Keep it so',
    delete_asked: 'Delete the damaged copy ({{size}})? What only it holds cannot be fetched again.',
    damaged_copies: 'Damaged copies',
    damaged_copies_hint: 'What was set aside when the local copy was damaged. Lull deletes it after 30 days.',
  },
  {
    workers_crashing: '백그라운드 작업이 계속 중단됩니다',
    workers_crashing_body:
      '작업을 맡은 프로세스가 연달아 여러 번 끝났습니다. 잃은 것은 없습니다. 다음 시도는 {{retry}}이며, 원인이 사라지면 저절로 계속합니다. 계속되면 Lull을 다시 시작하고, 그래도 안 되면 다시 설치하세요.',
    disk_full: '디스크가 가득 찼습니다',
    disk_full_body:
      '아무것도 저장할 수 없어 새 데이터가 들어오지 않고 변경도 거부됩니다. 저장된 것은 안전합니다. 공간을 비우면 1분 안에 저절로 계속합니다.',
    disk_read_only: '디스크에 쓸 수 없습니다',
    disk_read_only_body:
      '데이터 폴더에 쓸 수 없어 새 데이터가 들어오지 않고 변경도 거부됩니다. 저장된 것은 안전합니다. 다시 쓸 수 있게 되면 저절로 계속합니다.',
    core_replaced: '소스와 작업을 읽을 수 없었습니다',
    core_replaced_body:
      '그 파일을 {{since}}에 따로 옮겼고 아무것도 지우지 않았으며, 가져온 테이블에는 영향이 없습니다. {{backup}}의 백업을 되돌릴 수 있습니다. 그 뒤에 바뀐 것은 백업에 없고, 그 뒤에 보낸 것은 다시 보낼 수 있습니다. Lull이 다시 시작됩니다.',
    core_lost: '소스와 작업을 읽을 수 없었습니다',
    core_lost_body:
      '그 파일을 {{since}}에 따로 옮겼고 백업이 없어 Lull은 그것들 없이 시작합니다. 아무것도 지우지 않았으며, 가져온 테이블에는 영향이 없습니다. 소스를 다시 추가하세요.',
    library_damaged: '로컬 사본이 손상되었습니다',
    library_damaged_body:
      '받아 온 테이블을 읽을 수 없습니다. 파일에서 가져온 테이블, 소스, 작업, 보낼 항목에는 영향이 없습니다. 다음 동기화가 손상된 파일을 따로 옮기고 서버에 남아 있는 것을 다시 받습니다.',
    library_set_aside: '로컬 사본이 손상되어 새로 만들었습니다',
    library_set_aside_body:
      '받아 온 테이블을 다시 받습니다. 서버에 더는 없는 행은 따로 옮긴 파일({{size}}, {{since}}부터)에만 있으며, Lull은 30일 뒤에 그것을 지웁니다.',
    imports_damaged: '가져온 테이블이 손상되었습니다',
    imports_damaged_body:
      '그 파일 imports.db를 읽을 수 없어 그대로 두었습니다. 받아 온 테이블에는 영향이 없습니다. 새로 가져오려면 Lull을 종료하고 그 파일을 데이터 폴더 밖으로 옮기세요.',
    settings_replaced: '일부 설정을 읽을 수 없었습니다',
    settings_replaced_body_other: '쓸 수 없는 설정이 {{count}}개 있어 기본값으로 대신합니다. 확인해 보세요.',
    settings_restored: '설정 파일이 손상되었습니다',
    settings_restored_body:
      '마지막으로 온전한 사본으로 대신하므로 바로 전에 바꾼 것은 빠져 있을 수 있습니다. 다른 것에는 영향이 없습니다. 설정을 확인해 보세요.',
    settings_lost: '설정 파일이 손상되었습니다',
    settings_lost_body:
      '온전한 사본이 없어 모든 설정이 처음 설치한 상태입니다. 다른 것에는 영향이 없습니다. 설정을 확인해 보세요.',

    act_restore: '백업 되돌리기',
    act_sync: '지금 동기화',
    act_settings: '설정 열기',
    act_show: '폴더에서 보기',
    act_delete: '손상된 사본 지우기',
    act_dismiss: '이대로 두기',
    delete_asked: '손상된 사본({{size}})을 지울까요? 그 안에만 있는 것은 다시 받을 수 없습니다.',
    damaged_copies: '손상된 사본',
    damaged_copies_hint: '로컬 사본이 손상되었을 때 따로 옮긴 것입니다. Lull은 30일 뒤에 지웁니다.',
  },
)
