// What the error of a run, of an outbox item or of a problem means: one sentence a code. English and Korean.
// Pattern: what happened, what it means for the data, what happens next or can be done. A code without a sentence here has the one of
// the refusal with the same code (refusals.ts). Pulling and sending share the codes of the network: their words fit both.
import { area } from '../area'

export const runErrors = area(
  {
    offline: 'There was no network. Nothing was lost; it goes on when the network is back.',
    unreachable: 'The server could not be reached. Nothing was lost, and it is tried again by itself.',
    connect_timeout:
      'The server did not take the connection in time. Nothing was lost, and it is tried again by itself.',
    headers_timeout: 'The server did not answer in time. Nothing was lost, and it is tried again by itself.',
    body_stalled: 'The server stopped in the middle of its answer. Nothing was lost, and it is tried again by itself.',
    body_too_slow: 'The server answered too slowly. Nothing was lost, and it is tried again by itself.',
    cut_short: 'The answer ended too early, so nothing of it was stored. Nothing was lost, and it is tried again.',
    bad_protocol: 'The server did not answer as the web does. Nothing was lost, and it is tried again by itself.',
    bad_encoding:
      'The answer could not be unpacked, so nothing of it was stored. Nothing was lost, and it is tried again.',
    tls: 'The server could not prove who it is, so nothing was sent to it. Check its address, and this computer’s clock.',
    too_large: 'The answer is larger than allowed and was not stored. What was there before is kept.',
    decompression_bomb: 'The answer unpacks to far more than it should and was not stored. What was there is kept.',
    charset: 'The answer is in an encoding that is not understood and was not stored. What was there is kept.',
    captive_portal: 'The network asks you to sign in first. Nothing was stored from its page, and nothing was lost.',
    not_json: 'The server sent something other than JSON. What was there before is kept. Check the address.',
    redirect_refused: 'The server led to another place, which was not followed. Nothing was lost. Check the address.',
    too_many_redirects: 'The server led in circles. Nothing was lost. Check the address.',
    bad_url: 'The address is not a plain http or https address, so nothing was asked or sent. Edit it.',
    bad_token: 'The token has signs in it that no token can have, so it was not sent. Nothing was lost; sign in again.',
    rate_limited: 'The server asked us to slow down. Nothing was lost; it goes on by itself.',
    auth_needed: 'The server wants a sign-in, and there is none. Nothing was lost; edit the source and add a token.',
    server_error: 'The server is not answering properly. Nothing was lost, and it is tried again by itself.',
    not_found: 'The server has nothing at this address. What was there before is kept. Check the address.',
    refused: 'The server refused the request. Nothing was lost; Details say what it answered.',
    no_answer: 'There was no answer, so it is not known whether it arrived. It is sent again under the same key.',

    unexpected_304: 'The server said that nothing changed, but was not asked that. It is asked again by itself.',
    pagination_loop:
      'The server keeps sending the same page. The run was stopped, and nothing that was stored is lost.',
    too_many_pages:
      'The list has more pages than a run may ask for. What came is kept, and the next run goes on there.',
    next_refused: 'The next page is at another server and was not asked for. Nothing that was stored is lost.',
    key_missing:
      'No record has the key that the source names, so none became a row. Nothing was lost. Check the key in the source.',
    shape_changed:
      'The records changed their shape, and this source is set to stop then. Nothing was lost; Details say where they did.',
    mass_delete_guard:
      'The list lost so many rows at once that you are asked first. Nothing was deleted; say whether to delete or to keep them.',
    not_utf8:
      'The answer is not UTF-8 text, so nothing of this page was stored. Nothing that was stored before is lost.',
    bad_json:
      'The answer is not valid JSON, so nothing of this page was stored. Nothing that was stored before is lost.',
    no_records: 'No list was found at the given path. Nothing was changed. Check the path in the source.',
    not_an_array: 'What is at the given path is not a list. Nothing was changed. Check the path in the source.',
    trailing_data:
      'The answer goes on after the end of its JSON and was not stored. Nothing that was stored before is lost.',

    file_missing: 'The file is no longer where it was. Nothing was changed. Put it back, then retry.',
    file_unreadable: 'The file cannot be read. Nothing was changed. Check its permissions, then retry.',
    file_changed: 'The file was changed while it was read. It is read again from its start.',
    file_bad_json:
      'The file is not valid JSON. Any rows before the mistake are kept; Details say how many, and where it is.',
    file_cut_short: 'The file ends too early. Any rows before that are kept; Details say how many.',
    file_not_utf8:
      'The file is not UTF-8 text. Any rows before that place are kept; Details say how many, and where it is.',
    file_no_records: 'No list was found at the given path of the file. Nothing was changed.',
    file_not_an_array: 'What is at the given path of the file is not a list. Nothing was changed.',
    file_trailing_data: 'The file goes on after the end of its JSON. The rows of the list are kept.',
    file_bad_gzip:
      'The file is not a whole gzip file. The rows before the damage are kept. Get it again, then import it.',
    file_unpacks_too_large:
      'The file unpacks to far more than its size, so it was stopped. The rows before that are kept. If you trust it, import it again and allow that.',
    file_too_many_columns: 'The file has more than 20,000 columns. Nothing was changed. Choose another delimiter.',
    file_empty: 'The file holds nothing. Nothing was changed.',
    file_no_key_column: 'No column of the file has the name of the key. Nothing was changed. Choose another.',
    file_other_key:
      'The rows of this table are known by another field. Nothing was changed. Choose that, or a new table.',
    bad_table: 'A table cannot have this name. Nothing was changed. Choose another.',

    download_cut: 'The connection was cut amid the download. What came is kept; it goes on from there by itself.',
    checksum_mismatch:
      'The file that came is not the one with this SHA-256, so it was not kept. Check both, then retry.',
    length_unknown:
      'The server does not say how long the file is, so it was not kept: nobody could tell a part from the whole. Give its SHA-256.',
    folder_missing: 'The folder is no longer there, so nothing was stored. Put it back, then retry.',
    folder_unwritable:
      'Nothing can be written into the folder, so nothing was stored. Check its permissions, then retry.',
    disk_failed: 'The disk failed amid the download. What came before is kept, and it is tried again by itself.',

    library_too_new: 'The local copy was made by a newer version of Lull. It was not changed: start that version.',
    library_damaged:
      'The local copy is damaged. It is set aside, not deleted, and what servers still have comes again.',
    library_busy: 'Another program keeps the local copy locked. Nothing was lost, and it is tried again by itself.',
    library_read_only: 'The folder of the local copy cannot be written. Nothing was lost. Check its permissions.',
    library_io: 'The disk failed while the local copy was written, so this page was not stored. It is tried again.',
    sqlite_unsafe: 'This build of Lull could damage the local copy, so it was not opened. Install Lull anew.',
    storage_low: 'Stopped before the disk filled up. What was stored is kept; it goes on when space is free.',
    fenced: 'A newer run took over. Nothing was lost.',

    timed_out: 'It took longer than allowed and was stopped. What it had stored is kept, and it is tried again.',
    attempts_exhausted: 'It was tried as often as allowed and did not succeed. Nothing was lost; Retry starts it anew.',
    worker_died: 'Its process ended unexpectedly. What it had stored is kept, and it is tried again by itself.',
    worker_crashed: 'It crashed 3 times in a row and was stopped. What it had stored is kept. Retry runs it again.',
    handler_threw: 'It ended because of a mistake in Lull. What it had stored is kept. Details say more.',
    no_outcome: 'It ended without saying how, which is a mistake in Lull. What it had stored is kept.',
    slot_busy: 'Its process was not free, so it did not begin. Nothing was lost, and it is tried again by itself.',
    no_hello: 'Its process was not ready, so it did not begin. Nothing was lost, and it is tried again by itself.',
    unknown_kind: 'This version of Lull does not know this kind of job, so it was not run. A newer one does.',
    invalid_input: 'What this job was given is not what it needs, so it was not run. Nothing was changed.',
    bad_input: 'What this job was given is not what it needs, so it was not run. Nothing was changed.',
    merge_failed: 'What the jobs before it left cannot be put together, so it was not run. What they left is kept.',
    dependency_failed: 'The job before it failed, so this one was not run.',
    output_not_json: 'It left a result that cannot be stored. What it had stored before is kept.',
    output_too_large: 'It left a result larger than 64 KiB, which was not kept. What it had stored before is.',
    outbox_item_damaged:
      'What is stored is not what you wrote, so it was not sent. Write it again and discard this one.',
    outbox_gave_up:
      'It was tried many times over several days and did not get through. It is kept; Retry starts anew, Details say what came last.',
    outbox_key_too_old:
      'It may have arrived over a day ago, and the server may have forgotten its key. It is kept: look there, then send again or mark as arrived.',
    send_interrupted:
      'The app ended while this was being sent, so it may have arrived. It is kept: look there, then send again or mark as arrived.',
    outbox_unknown:
      'A send may have arrived, and this server cannot tell repeats. It is kept and nothing was sent twice; say whether to send again.',
    outbox_file_missing: 'A file is no longer where it was. What was added before it is kept. Put it back, then retry.',
    outbox_file_unreadable:
      'A file cannot be read. What was added before it is kept. Check its permissions, then retry.',
    outbox_file_too_large: 'A file is larger than 16 MB, so it was not added. What was added before it is kept.',
    outbox_file_changed: 'A file was changed while it was read. What was added before is kept; add the rest anew.',
    outbox_bad_json: 'The file is not valid JSON. The records before the mistake are kept; Details say where it is.',
    outbox_cut_short: 'The file ends too early. The records before that were added and are kept.',
    outbox_not_utf8: 'The file is not UTF-8 text. The records before that place were added and are kept.',
    outbox_record_too_large: 'A record is larger than 1 MiB. The records before it were added and are kept.',
    outbox_trailing_data:
      'The file goes on after the end of its list. The records of the list were added and are kept.',
    failed: 'It did not succeed. What it had stored is kept; the log in the data folder has the details.',
  },
  {
    offline: '네트워크가 없었습니다. 잃은 것은 없으며 네트워크가 돌아오면 계속합니다.',
    unreachable: '서버에 연결하지 못했습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    connect_timeout: '서버가 제때 연결을 받지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    headers_timeout: '서버가 제때 응답하지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    body_stalled: '서버가 응답 도중에 멈췄습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    body_too_slow: '서버가 너무 느리게 응답했습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    cut_short: '응답이 중간에 끝나 저장하지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    bad_protocol: '서버가 웹 규약에 맞지 않게 응답했습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    bad_encoding: '응답의 압축을 풀 수 없어 저장하지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    tls: '서버의 신원을 확인할 수 없어 아무것도 보내지 않았습니다. 주소와 이 컴퓨터의 시계를 확인하세요.',
    too_large: '응답이 허용된 크기보다 커서 저장하지 않았습니다. 전에 있던 것은 그대로입니다.',
    decompression_bomb: '응답의 압축을 풀면 지나치게 커서 저장하지 않았습니다. 전에 있던 것은 그대로입니다.',
    charset: '응답의 문자 인코딩을 알 수 없어 저장하지 않았습니다. 전에 있던 것은 그대로입니다.',
    captive_portal: '네트워크가 먼저 로그인을 요구합니다. 그 페이지에서는 아무것도 저장하지 않았고 잃은 것도 없습니다.',
    not_json: '서버가 JSON이 아닌 것을 보냈습니다. 전에 있던 것은 그대로입니다. 주소를 확인하세요.',
    redirect_refused: '서버가 다른 곳으로 보냈지만 따라가지 않았습니다. 잃은 것은 없습니다. 주소를 확인하세요.',
    too_many_redirects: '서버가 주소를 계속 돌려보냅니다. 잃은 것은 없습니다. 주소를 확인하세요.',
    bad_url: 'http 또는 https 주소가 아니어서 요청하지도 보내지도 않았습니다. 주소를 고치세요.',
    bad_token: '토큰에 쓸 수 없는 글자가 있어 보내지 않았습니다. 잃은 것은 없습니다. 다시 로그인하세요.',
    rate_limited: '서버가 천천히 요청해 달라고 합니다. 잃은 것은 없으며 저절로 계속합니다.',
    auth_needed:
      '서버가 로그인을 요구하지만 로그인 정보가 없습니다. 잃은 것은 없습니다. 소스를 편집해 토큰을 넣으세요.',
    server_error: '서버가 제대로 응답하지 않습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    not_found: '서버의 이 주소에 아무것도 없습니다. 전에 있던 것은 그대로입니다. 주소를 확인하세요.',
    refused: '서버가 요청을 거부했습니다. 잃은 것은 없습니다. 서버의 응답은 자세히에 있습니다.',
    no_answer: '응답이 없어 도착했는지 알 수 없습니다. 같은 키로 다시 보냅니다.',

    unexpected_304: '서버가 묻지 않았는데 바뀐 것이 없다고 했습니다. 저절로 다시 묻습니다.',
    pagination_loop: '서버가 같은 페이지를 계속 보냅니다. 실행을 멈췄고 저장된 것은 잃지 않았습니다.',
    too_many_pages:
      '목록의 페이지가 한 번의 실행에 허용된 수보다 많습니다. 받은 것은 그대로이며 다음 실행이 이어서 받습니다.',
    next_refused: '다음 페이지가 다른 서버에 있어 요청하지 않았습니다. 저장된 것은 잃지 않았습니다.',
    key_missing:
      '소스에 정한 키가 있는 레코드가 없어 행이 된 것이 없습니다. 잃은 것은 없습니다. 소스의 키를 확인하세요.',
    shape_changed:
      '레코드의 모양이 바뀌었고 이 소스는 그때 멈추도록 정해져 있습니다. 이 페이지는 저장하지 않았습니다. 위치는 자세히에 있습니다.',
    mass_delete_guard:
      '목록에서 한꺼번에 너무 많은 행이 사라져 먼저 확인이 필요합니다. 삭제된 것은 없습니다. 삭제할지 남길지 정하세요.',
    not_utf8: '응답이 UTF-8 텍스트가 아니어서 이 페이지는 저장하지 않았습니다. 전에 저장된 것은 잃지 않았습니다.',
    bad_json: '응답이 올바른 JSON이 아니어서 이 페이지는 저장하지 않았습니다. 전에 저장된 것은 잃지 않았습니다.',
    no_records: '지정한 경로에서 목록을 찾지 못했습니다. 바뀐 것은 없습니다. 소스의 경로를 확인하세요.',
    not_an_array: '지정한 경로에 있는 것은 목록이 아닙니다. 바뀐 것은 없습니다. 소스의 경로를 확인하세요.',
    trailing_data: '응답의 JSON이 끝난 뒤에 내용이 더 있어 저장하지 않았습니다. 전에 저장된 것은 잃지 않았습니다.',

    file_missing: '파일이 원래 있던 곳에 없습니다. 바뀐 것은 없습니다. 제자리에 두고 다시 시도하세요.',
    file_unreadable: '파일을 읽을 수 없습니다. 바뀐 것은 없습니다. 권한을 확인하고 다시 시도하세요.',
    file_changed: '읽는 동안 파일이 바뀌었습니다. 처음부터 다시 읽습니다.',
    file_bad_json:
      '올바른 JSON 파일이 아닙니다. 잘못된 곳 앞에 행이 있으면 그대로 두었습니다. 행 수와 위치는 자세히에 있습니다.',
    file_cut_short: '파일이 중간에 끝납니다. 그 앞에 행이 있으면 그대로 두었습니다. 행 수는 자세히에 있습니다.',
    file_not_utf8:
      'UTF-8 텍스트 파일이 아닙니다. 그 앞에 행이 있으면 그대로 두었습니다. 행 수와 위치는 자세히에 있습니다.',
    file_no_records: '파일의 지정한 경로에서 목록을 찾지 못했습니다. 바뀐 것은 없습니다.',
    file_not_an_array: '파일의 지정한 경로에 있는 것은 목록이 아닙니다. 바뀐 것은 없습니다.',
    file_trailing_data: 'JSON이 끝난 뒤에 내용이 더 있습니다. 목록의 행은 그대로 두었습니다.',
    file_bad_gzip: '온전한 gzip 파일이 아닙니다. 손상된 곳 앞의 행은 그대로 두었습니다. 파일을 다시 받아 가져오세요.',
    file_unpacks_too_large:
      '압축을 풀면 지나치게 커서 멈췄습니다. 그 앞의 행은 그대로 두었습니다. 믿을 수 있는 파일이면 허용하고 다시 가져오세요.',
    file_too_many_columns: '열이 20,000개가 넘습니다. 바뀐 것은 없습니다. 다른 구분 기호를 고르세요.',
    file_empty: '파일이 비어 있습니다. 바뀐 것은 없습니다.',
    file_no_key_column: '키로 고른 이름의 열이 파일에 없습니다. 바뀐 것은 없습니다. 다른 열을 고르세요.',
    file_other_key: '이 테이블의 행은 다른 필드로 구별합니다. 바뀐 것은 없습니다. 그 필드나 새 테이블을 고르세요.',
    bad_table: '테이블에 쓸 수 없는 이름입니다. 바뀐 것은 없습니다. 다른 이름을 고르세요.',

    download_cut: '다운로드 중에 연결이 끊어졌습니다. 받은 것은 그대로 있으며 거기서부터 저절로 계속합니다.',
    checksum_mismatch: '받은 파일의 SHA-256이 달라 저장하지 않았습니다. 주소와 SHA-256을 확인한 뒤 다시 시도하세요.',
    length_unknown:
      '서버가 파일 길이를 알려 주지 않아 다 받았는지 알 수 없으므로 저장하지 않았습니다. SHA-256을 입력하세요.',
    folder_missing: '폴더가 더 이상 없어 아무것도 저장하지 않았습니다. 폴더를 되돌린 뒤 다시 시도하세요.',
    folder_unwritable: '폴더에 쓸 수 없어 아무것도 저장하지 않았습니다. 권한을 확인한 뒤 다시 시도하세요.',
    disk_failed: '다운로드 중에 디스크에 문제가 생겼습니다. 그 전에 받은 것은 그대로 있으며 저절로 다시 시도합니다.',

    library_too_new:
      '더 새로운 버전의 Lull이 로컬 사본을 만들었습니다. 사본은 바꾸지 않았습니다. 그 버전을 시작하세요.',
    library_damaged: '로컬 사본이 손상되었습니다. 지우지 않고 따로 두며, 서버에 남아 있는 것은 다시 받습니다.',
    library_busy: '다른 프로그램이 로컬 사본을 잠그고 있습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    library_read_only: '로컬 사본의 폴더에 쓸 수 없습니다. 잃은 것은 없습니다. 권한을 확인하세요.',
    library_io: '로컬 사본을 쓰는 중에 디스크가 실패해 이 페이지는 저장하지 않았습니다. 다시 시도합니다.',
    sqlite_unsafe: '이 빌드의 Lull은 로컬 사본을 손상시킬 수 있어 열지 않았습니다. Lull을 다시 설치하세요.',
    storage_low: '디스크가 가득 차기 전에 멈췄습니다. 저장한 것은 그대로이며 공간이 생기면 계속합니다.',
    fenced: '더 새로운 실행이 이어받았습니다. 잃은 것은 없습니다.',

    timed_out: '허용된 시간을 넘겨 멈췄습니다. 저장한 것은 그대로이며 다시 시도합니다.',
    attempts_exhausted:
      '허용된 횟수만큼 시도했지만 성공하지 못했습니다. 잃은 것은 없습니다. 다시 시도하면 새로 시작합니다.',
    worker_died: '프로세스가 예기치 않게 끝났습니다. 저장한 것은 그대로이며 저절로 다시 시도합니다.',
    worker_crashed: '연속 3번 비정상 종료되어 멈췄습니다. 저장한 것은 그대로입니다. 다시 시도하면 실행됩니다.',
    handler_threw: 'Lull의 잘못으로 끝났습니다. 저장한 것은 그대로입니다. 더 많은 내용은 자세히에 있습니다.',
    no_outcome: '결과를 알리지 않고 끝났습니다. Lull의 잘못입니다. 저장한 것은 그대로입니다.',
    slot_busy: '프로세스가 비어 있지 않아 시작하지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    no_hello: '프로세스가 준비되지 않아 시작하지 않았습니다. 잃은 것은 없으며 저절로 다시 시도합니다.',
    unknown_kind: '이 버전의 Lull이 모르는 종류의 작업이라 실행하지 않았습니다. 더 새로운 버전이 압니다.',
    invalid_input: '작업에 준 값이 필요한 것과 달라 실행하지 않았습니다. 바뀐 것은 없습니다.',
    bad_input: '작업에 준 값이 필요한 것과 달라 실행하지 않았습니다. 바뀐 것은 없습니다.',
    merge_failed: '앞 작업들이 남긴 것을 합칠 수 없어 실행하지 않았습니다. 남긴 것은 그대로 있습니다.',
    dependency_failed: '앞 작업이 실패해 실행하지 않았습니다.',
    output_not_json: '저장할 수 없는 결과를 남겼습니다. 전에 저장한 것은 그대로입니다.',
    output_too_large: '남긴 결과가 64 KiB보다 커서 보관하지 않았습니다. 전에 저장한 것은 그대로입니다.',
    outbox_item_damaged: '저장된 내용이 쓴 것과 달라 보내지 않았습니다. 다시 쓰고 이 항목은 버리세요.',
    outbox_gave_up:
      '며칠 동안 여러 번 시도했지만 전달되지 않았습니다. 항목은 그대로 있습니다. 다시 시도를 누르면 처음부터 시도하며, 마지막 이유는 자세히에 있습니다.',
    outbox_key_too_old:
      '하루보다 전에 도착했을 수 있고 서버가 키를 잊었을 수 있습니다. 서버에서 확인한 뒤 다시 보내거나 도착함으로 표시하세요.',
    send_interrupted:
      '보내는 중에 앱이 끝나 도착했을 수 있습니다. 서버에서 확인한 뒤 다시 보내거나 도착함으로 표시하세요.',
    outbox_unknown:
      '보낸 것이 도착했을 수 있으나 이 서버는 되풀이를 알아보지 못합니다. 두 번 보낸 것은 없습니다. 다시 보낼지 정하세요.',
    outbox_file_missing:
      '파일이 있던 곳에 없습니다. 앞서 추가한 것은 그대로입니다. 파일을 되돌려 놓고 다시 시도하세요.',
    outbox_file_unreadable: '파일을 읽을 수 없습니다. 앞서 추가한 것은 그대로입니다. 권한을 확인하고 다시 시도하세요.',
    outbox_file_too_large: '파일이 16MB보다 커서 추가하지 않았습니다. 앞서 추가한 것은 그대로입니다.',
    outbox_file_changed: '읽는 동안 파일이 바뀌었습니다. 앞서 추가한 것은 그대로입니다. 나머지는 새로 추가하세요.',
    outbox_bad_json: '파일이 올바른 JSON이 아닙니다. 잘못된 곳 앞의 레코드는 추가했습니다. 위치는 자세히에 있습니다.',
    outbox_cut_short: '파일이 중간에 끝납니다. 그 앞의 레코드는 추가했습니다.',
    outbox_not_utf8: '파일이 UTF-8 텍스트가 아닙니다. 그 앞의 레코드는 추가했습니다.',
    outbox_record_too_large: '레코드 하나가 1MiB보다 큽니다. 그 앞의 레코드는 추가했습니다.',
    outbox_trailing_data: '목록이 끝난 뒤에도 파일이 이어집니다. 목록의 레코드는 추가했습니다.',
    failed: '성공하지 못했습니다. 저장한 것은 그대로입니다. 자세한 내용은 데이터 폴더의 로그에 있습니다.',
  },
)
