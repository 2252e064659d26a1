// Sentences of the form that asks for a download.
import { area } from '../area'

export const downloading = area(
  {
    open: 'Download a file…',
    title: 'Download a file',
    body: 'It goes on where it was after a lost connection or a restart, and has its name only when it is whole.',
    address: 'Address',
    folder: 'Folder',
    folder_none: 'None chosen',
    choose: 'Choose…',
    choose_title: 'Choose where to store the file',
    name: 'Name',
    name_hint: 'Left empty, it is what the address ends in.',
    sha256: 'SHA-256',
    sha256_hint: 'If the publisher names one: another file is then not kept.',
    sha256_bad: 'A SHA-256 is 64 hexadecimal digits.',
    start: 'Download',
    started: '“{{name}}” is queued. Jobs shows how far it is.',
  },
  {
    open: '파일 다운로드…',
    title: '파일 다운로드',
    body: '연결이 끊기거나 다시 시작해도 이어서 받으며, 다 받은 뒤에야 제 이름이 붙습니다.',
    address: '주소',
    folder: '폴더',
    folder_none: '선택 안 함',
    choose: '선택…',
    choose_title: '파일을 저장할 위치 선택',
    name: '이름',
    name_hint: '비워 두면 주소의 마지막 부분이 이름이 됩니다.',
    sha256: 'SHA-256',
    sha256_hint: '배포하는 쪽에서 알려 주었다면 입력하세요. 다른 파일은 저장하지 않습니다.',
    sha256_bad: 'SHA-256은 16진수 64자리입니다.',
    start: '다운로드',
    started: '“{{name}}”을(를) 대기열에 넣었습니다. 진행 상황은 작업에서 볼 수 있습니다.',
  },
)
