import { sourceName } from './rfc';

/** One field of a message header, as its RFC defines it. */
export interface HeaderInfo {
  /** As it is usually written, `Content-Type`. Names are compared without regard to case (RFC 5322 section 1.2.2). */
  readonly name: string;
  readonly summary: string;
  /** Where it is defined, `RFC 5322 section 3.6.2`. */
  readonly rfc: string;
  readonly kind: HeaderKind;
  /** How often a message may have it (the table in RFC 5322 section 3.6). */
  readonly count: 'one' | 'many';
  /** Values that are often meant, whole; empty where there is nothing usual about them. */
  readonly values: readonly string[];
}

/**
 * What the value is: one address or several, a date (RFC 5322 section 3.3), one message identifier or several, text for
 * people (where RFC 2047 encoded words may stand), a word of a fixed set, a media type, or what else its RFC says.
 */
export type HeaderKind =
  'address' | 'addresses' | 'date' | 'message-id' | 'message-ids' | 'text' | 'token' | 'media-type' | 'other';

/** The field with this name in any case, or undefined if it is not known. */
export function findHeader(name: string): HeaderInfo | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/**
 * Name | summary | source | kind | how often | usual values, between semicolons at which a space stands on both sides;
 * those of RFC 5322 first, then MIME, then what is common besides, which also is the order of suggestions.
 */
const TABLE = `
From|Who wrote the message.|5322 3.6.2|addresses|one|
To|The primary recipients.|5322 3.6.3|addresses|one|
Subject|What the message is about.|5322 3.6.5|text|one|
Date|When the author finished the message.|5322 3.6.1|date|one|
Message-ID|The identifier that no other message has.|5322 3.6.4|message-id|one|
Cc|Further recipients, whom all others see.|5322 3.6.3|addresses|one|
Bcc|Further recipients, whom the others do not see; a client takes it out before it sends.|5322 3.6.3|addresses|one|
Reply-To|Where answers are to go.|5322 3.6.2|addresses|one|
Sender|Who sent the message, if that is not its author.|5322 3.6.2|address|one|
In-Reply-To|The identifier of the message that this one answers.|5322 3.6.4|message-ids|one|
References|The identifiers of the messages of the thread.|5322 3.6.4|message-ids|one|
Comments|Remarks on the message.|5322 3.6.5|text|many|
Keywords|Words to find the message by, between commas.|5322 3.6.5|text|many|
Return-Path|The envelope’s sender; added at final delivery.|5322 3.6.7|address|one|
Received|A trace that each server on the way puts on top.|5322 3.6.7|other|many|
Resent-Date|When the message was introduced anew.|5322 3.6.6|date|many|
Resent-From|Who introduced the message anew.|5322 3.6.6|addresses|many|
Resent-Sender|Who sent the message anew, if that is not who introduced it.|5322 3.6.6|address|many|
Resent-To|To whom the message was introduced anew.|5322 3.6.6|addresses|many|
Resent-Cc|Further recipients of the resent message.|5322 3.6.6|addresses|many|
Resent-Bcc|Recipients of the resent message whom the others do not see.|5322 3.6.6|addresses|many|
Resent-Message-ID|The identifier of the resent message.|5322 3.6.6|message-id|many|
MIME-Version|That the message has the structure of MIME.|2045 4|token|one|1.0
Content-Type|What the body, or the part, is.|2045 5|media-type|one|text/plain; charset=utf-8 ; text/html; charset=utf-8 ; multipart/mixed; boundary="boundary" ; multipart/alternative; boundary="boundary" ; application/octet-stream
Content-Transfer-Encoding|How the body, or the part, is encoded for the way.|2045 6|token|one|7bit ; 8bit ; quoted-printable ; base64 ; binary
Content-Disposition|Whether a part is shown in its place or offered as a file.|2183 2|other|one|inline ; attachment ; attachment; filename="name.txt"
Content-ID|The identifier of a part, for cid: links.|2045 7|message-id|one|
Content-Description|What a part is, in words.|2045 8|text|one|
Content-Language|The language of the text, or the part.|3282 2|token|one|en ; de ; fr
Content-Location|The URI of a part.|2557 4.2|other|one|
Content-Duration|The length of a recording, in seconds.|3803 2|other|one|
Auto-Submitted|Whether a person or a machine sent the message.|3834 5|token|one|no ; auto-generated ; auto-replied
List-Id|The mailing list that the message comes from.|2919 3|text|one|
List-Unsubscribe|Where to leave the mailing list, as URIs in angle brackets.|2369 3.2|other|one|<mailto:list-request@example.com?subject=unsubscribe> ; <https://example.com/unsubscribe>
List-Unsubscribe-Post|That a POST to the URI leaves the list at one click.|8058 3.1|token|one|List-Unsubscribe=One-Click
List-Subscribe|Where to join the mailing list, as URIs in angle brackets.|2369 3.3|other|one|
List-Post|Where to write to the mailing list, as URIs in angle brackets.|2369 3.4|other|one|<mailto:list@example.com> ; NO
List-Help|Where the mailing list is explained, as URIs in angle brackets.|2369 3.1|other|one|
List-Owner|How to reach who keeps the mailing list.|2369 3.5|other|one|
List-Archive|Where the mailing list is kept, as URIs in angle brackets.|2369 3.6|other|one|
Archived-At|Where the message is kept, as a URI in angle brackets.|5064 2|other|many|
Importance|How important the author finds the message.|2156 5.3.4|token|one|high ; normal ; low
Priority|How urgently the message is to be passed on.|2156 5.3.6|token|one|urgent ; normal ; non-urgent
Sensitivity|How confidential the message is.|2156 5.3.7|token|one|personal ; private ; company-confidential
X-Priority|Importance as older clients write it: 1 is highest, 5 lowest.|in common use|token|one|1 ; 3 ; 5
X-Mailer|The program that wrote the message.|in common use|text|one|
User-Agent|The program that wrote the message.|in common use|text|one|
Organization|The organization of the author.|1036 2.2.8|text|one|
Precedence|That the message goes to many, for machines that answer; discouraged.|2076 3.9|token|one|bulk ; list ; junk
Disposition-Notification-To|Who asks to be told when the message is displayed.|8098 2.1|addresses|one|
Errors-To|Where errors were once sent to; the envelope’s sender has taken its place.|2076 3.5|addresses|one|
Autocrypt|The author’s key, for encryption.|Autocrypt Level 1|other|many|
TLS-Required|“No” asks servers to deliver even where TLS fails.|8689 5|token|one|No
MT-Priority|The priority of the message, from -9 to 9.|6758 2|token|one|0
Expires|When the message loses its value.|2156 5.3.4|date|one|
Supersedes|The message that this one takes the place of.|2156 5.3.4|message-id|one|
DKIM-Signature|A domain’s signature over header and body.|6376 3.5|other|many|
Authentication-Results|What a server found out about the message’s origin.|8601 2|other|many|
Received-SPF|What a server found out by SPF.|7208 9.1|other|many|
ARC-Seal|The seal over a chain of authentication results.|8617 4.1.3|other|many|
ARC-Message-Signature|A signature in a chain of authentication results.|8617 4.1.2|other|many|
ARC-Authentication-Results|Authentication results in a chain.|8617 4.1.1|other|many|
Original-Message-ID|The identifier of the message that a notification is about.|3798 3.2|message-id|one|
X-Spam-Status|What a spam filter decided.|in common use|other|one|
X-Spam-Flag|Whether a spam filter took the message for spam.|in common use|token|one|YES ; NO
X-Original-To|The recipient before aliases were resolved.|in common use|address|many|
Delivered-To|The mailbox that the message was delivered to, against loops.|9228 2|address|many|
Apparently-To|Recipients that an old sendmail added; obsolete.|in common use|addresses|many|`;

/** Every header field this project knows. */
export const HEADERS: readonly HeaderInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', summary = '', source = '', kind = '', count, values = ''] = line.split('|');
    return {
      name,
      summary,
      rfc: sourceName(source),
      kind: isKind(kind) ? kind : 'other',
      count: count === 'one' ? 'one' : 'many',
      values: values === '' ? [] : values.split(' ; '),
    };
  });

const BY_NAME: ReadonlyMap<string, HeaderInfo> = new Map(
  HEADERS.map((info) => [info.name.toLowerCase(), info]),
);

function isKind(word: string): word is HeaderKind {
  return /^(?:addresse?s?|date|message-ids?|text|token|media-type|other)$/.test(word);
}
