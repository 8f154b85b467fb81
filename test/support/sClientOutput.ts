// What a terminal shows when OpenSSL 3.0 connects to a mail server: recorded, with certificates and tickets shortened.

/** STARTTLS and TLS 1.3: two session tickets come between the handshake and the first command. */
export const STARTTLS_13 = `$ openssl s_client -starttls smtp -crlf -connect mail.example.com:587
CONNECTED(00000003)
Can't use SSL_get_servername
depth=0 CN = mail.example.com
verify error:num=18:self-signed certificate
verify return:1
depth=0 CN = mail.example.com
verify return:1
---
Certificate chain
 0 s:CN = mail.example.com
   i:CN = mail.example.com
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
   v:NotBefore: Nov 23 20:24:07 2026 GMT; NotAfter: Nov 20 20:24:07 2036 GMT
---
Server certificate
-----BEGIN CERTIFICATE-----
MIIDFzCCAf+gAwIBAgIUeLDJR5ESObyb1PM65ogGWhHh5uMwDQYJKoZIhvcNAQEL
BQAwGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTAeFw0yNjExMjMyMDI0MDda
-----END CERTIFICATE-----
subject=CN = mail.example.com
issuer=CN = mail.example.com
---
No client certificate CA names sent
Peer signing digest: SHA256
Peer signature type: RSA-PSS
Server Temp Key: X25519, 253 bits
---
SSL handshake has read 1529 bytes and written 410 bytes
Verification error: self-signed certificate
---
New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384
Server public key is 2048 bit
Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
Early data was not sent
Verify return code: 18 (self-signed certificate)
---
250 STARTTLS
---
Post-Handshake New Session Ticket arrived:
SSL-Session:
    Protocol  : TLSv1.3
    Cipher    : TLS_AES_256_GCM_SHA384
    Session-ID: C2CC1574C87C
    Session-ID-ctx: 
    Resumption PSK: C2A8E5952C71
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    TLS session ticket lifetime hint: 7200 (seconds)
    TLS session ticket:
    0000 - f6 98 e2 be 3b a6 0f 29-06 fa 4b ed 05 36 6b 36   ....;..)..K..6k6
    0010 - f9 a3 c1 09 c0 a7 f9 6d-48 6e 98 74 bb 00 c9 4b   .......mHn.t...K

    Start Time: 1795466591
    Timeout   : 7200 (sec)
    Verify return code: 18 (self-signed certificate)
    Extended master secret: no
    Max Early Data: 0
---
read R BLOCK
---
Post-Handshake New Session Ticket arrived:
SSL-Session:
    Protocol  : TLSv1.3
    Cipher    : TLS_AES_256_GCM_SHA384
    Session-ID: 6B7DE7FF4D2D
    Session-ID-ctx: 
    Resumption PSK: DEE979702A57
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    TLS session ticket lifetime hint: 7200 (seconds)
    TLS session ticket:
    0000 - f6 98 e2 be 3b a6 0f 29-06 fa 4b ed 05 36 6b 36   ....;..)..K..6k6
    0010 - 1b 4d 99 be 06 4a 8d 54-38 ca 0f 4f 06 41 f6 8e   .M...J.T8..O.A..

    Start Time: 1795466591
    Timeout   : 7200 (sec)
    Verify return code: 18 (self-signed certificate)
    Extended master secret: no
    Max Early Data: 0
---
read R BLOCK
`;

/** STARTTLS and TLS 1.2: the ticket is part of the first block. */
export const STARTTLS_12 = `$ openssl s_client -tls1_2 -starttls smtp -crlf -connect mail.example.com:587
CONNECTED(00000004)
Can't use SSL_get_servername
depth=0 CN = mail.example.com
verify error:num=18:self-signed certificate
verify return:1
depth=0 CN = mail.example.com
verify return:1
---
Certificate chain
 0 s:CN = mail.example.com
   i:CN = mail.example.com
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
   v:NotBefore: Nov 23 20:24:07 2026 GMT; NotAfter: Nov 20 20:24:07 2036 GMT
---
Server certificate
-----BEGIN CERTIFICATE-----
MIIDFzCCAf+gAwIBAgIUeLDJR5ESObyb1PM65ogGWhHh5uMwDQYJKoZIhvcNAQEL
BQAwGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTAeFw0yNjExMjMyMDI0MDda
-----END CERTIFICATE-----
subject=CN = mail.example.com
issuer=CN = mail.example.com
---
No client certificate CA names sent
Peer signing digest: SHA256
Peer signature type: RSA-PSS
Server Temp Key: X25519, 253 bits
---
SSL handshake has read 1630 bytes and written 314 bytes
Verification error: self-signed certificate
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES128-GCM-SHA256
Server public key is 2048 bit
Secure Renegotiation IS supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
SSL-Session:
    Protocol  : TLSv1.2
    Cipher    : ECDHE-RSA-AES128-GCM-SHA256
    Session-ID: CE53774CF1AD
    Session-ID-ctx: 
    Master-Key: DE335307706E
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    TLS session ticket lifetime hint: 7200 (seconds)
    TLS session ticket:
    0000 - f6 98 e2 be 3b a6 0f 29-06 fa 4b ed 05 36 6b 36   ....;..)..K..6k6
    0010 - ed ba 5e ad 7e 99 0f 54-8d 43 78 ff 3f 70 c7 c3   ..^.~..T.Cx.?p..

    Start Time: 1795466597
    Timeout   : 7200 (sec)
    Verify return code: 18 (self-signed certificate)
    Extended master secret: yes
---
250 STARTTLS
`;

/** TLS 1.3 from the first byte: the greeting comes after the tickets. */
export const IMPLICIT_13 = `$ openssl s_client -crlf -connect mail.example.com:465
CONNECTED(00000005)
Can't use SSL_get_servername
depth=0 CN = mail.example.com
verify error:num=18:self-signed certificate
verify return:1
depth=0 CN = mail.example.com
verify return:1
---
Certificate chain
 0 s:CN = mail.example.com
   i:CN = mail.example.com
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
   v:NotBefore: Nov 23 20:24:07 2026 GMT; NotAfter: Nov 20 20:24:07 2036 GMT
---
Server certificate
-----BEGIN CERTIFICATE-----
MIIDFzCCAf+gAwIBAgIUeLDJR5ESObyb1PM65ogGWhHh5uMwDQYJKoZIhvcNAQEL
BQAwGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTAeFw0yNjExMjMyMDI0MDda
-----END CERTIFICATE-----
subject=CN = mail.example.com
issuer=CN = mail.example.com
---
No client certificate CA names sent
Peer signing digest: SHA256
Peer signature type: RSA-PSS
Server Temp Key: X25519, 253 bits
---
SSL handshake has read 1351 bytes and written 377 bytes
Verification error: self-signed certificate
---
New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384
Server public key is 2048 bit
Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
Early data was not sent
Verify return code: 18 (self-signed certificate)
---
---
Post-Handshake New Session Ticket arrived:
SSL-Session:
    Protocol  : TLSv1.3
    Cipher    : TLS_AES_256_GCM_SHA384
    Session-ID: 46A5DAB2CBD8
    Session-ID-ctx: 
    Resumption PSK: 04F76541F536
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    TLS session ticket lifetime hint: 7200 (seconds)
    TLS session ticket:
    0000 - 10 85 9a 9c 57 a2 25 06-a5 a1 c6 69 89 dc 21 7a   ....W.%....i..!z
    0010 - 5b 0b 25 8f 39 2d ad 1d-19 8a 07 59 10 5a 87 d8   [.%.9-.....Y.Z..

    Start Time: 1795466602
    Timeout   : 7200 (sec)
    Verify return code: 18 (self-signed certificate)
    Extended master secret: no
    Max Early Data: 0
---
read R BLOCK
---
Post-Handshake New Session Ticket arrived:
SSL-Session:
    Protocol  : TLSv1.3
    Cipher    : TLS_AES_256_GCM_SHA384
    Session-ID: 22552721C3FD
    Session-ID-ctx: 
    Resumption PSK: CACB1B087977
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    TLS session ticket lifetime hint: 7200 (seconds)
    TLS session ticket:
    0000 - 10 85 9a 9c 57 a2 25 06-a5 a1 c6 69 89 dc 21 7a   ....W.%....i..!z
    0010 - a3 24 9b e2 9e 6f 5f 11-c2 82 83 87 2b d6 2c e7   .$...o_.....+.,.

    Start Time: 1795466602
    Timeout   : 7200 (sec)
    Verify return code: 18 (self-signed certificate)
    Extended master secret: no
    Max Early Data: 0
---
read R BLOCK
220 mail.example.com ESMTP
`;

/** With -quiet. */
export const QUIET = `$ openssl s_client -quiet -starttls smtp -crlf -connect mail.example.com:587
Can't use SSL_get_servername
depth=0 CN = mail.example.com
verify error:num=18:self-signed certificate
verify return:1
depth=0 CN = mail.example.com
verify return:1
250 STARTTLS
`;

/** With -brief. */
export const BRIEF = `$ openssl s_client -brief -crlf -connect mail.example.com:465
Can't use SSL_get_servername
depth=0 CN = mail.example.com
verify error:num=18:self-signed certificate
CONNECTION ESTABLISHED
Protocol version: TLSv1.3
Ciphersuite: TLS_AES_256_GCM_SHA384
Peer certificate: CN = mail.example.com
Hash used: SHA256
Signature type: RSA-PSS
Verification error: self-signed certificate
Server Temp Key: X25519, 253 bits
220 mail.example.com ESMTP
`;

/** What follows each of them. s_client takes the Q for itself, so that there is no reply to QUIT. */
export const CONVERSATION = `EHLO client.example.com
250-mail.example.com Nice to meet you, client.example.com
250-PIPELINING
250-8BITMIME
250-SMTPUTF8
250 AUTH LOGIN PLAIN
MAIL FROM:<a@example.com>
250 Accepted
rcpt TO:<b@example.com>
250 Accepted
DATA
354 End data with <CR><LF>.<CR><LF>
Subject: hi

# body
250 ok
.
250 2.0.0 queued
QUIT
DONE
`;
