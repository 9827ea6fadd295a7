/** The most common leaked passwords of ten characters and more. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `0123456789 01234567890 0987654321 1029384756 11223344556 1122334455 1122334455667 11111111111 12121212121
  1212121212 1231231231 123123123123 12341234123 123412341234 1234512345 123456123456 1234567890 12345678900
  12345678901 123456789012 1234567890123 12345678910 1234567891 123456789a 123456789q 1234567899 1234554321
  123321123321 1234qwerasdf 1234rewq1234 12qwaszx12 147258369 1472583690 159357456258 1a2b3c4d5e 1q2w3e4r5t
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qazxsw23edc 3.1415926535 7894561230 9876543210 987654321a
  aa12345678 abc1234567 abc123456789 abcd123456 abcd1234567 abcde12345 abcdef1234 admin12345 admin123456
  administrator adminadmin adminadmin1 asdasdasdasd asdf123456 asdfasdfasdf asdfghjkl1 asdfghjkl123 asdfghjkl;
  a123456789 a1234567890 babygirl123 bangladesh bangladesh1 barcelona1 basketball basketball1 blink182182
  butterfly1 butterfly123 changeme12 changeme123 charlie123 chocolate1 computer12 computer123 cristiano7
  dragon1234 elizabeth1 football10 football12 football123 football1234 fuckyou123 hello12345 hello123456
  helloworld helloworld1 iloveyou10 iloveyou11 iloveyou12 iloveyou123 iloveyou1234 iloveyou123456 iloveyou14
  iloveyou22 iloveyou69 ilovemymom jennifer12 justinbieber kamal12345 letmein123 letmein1234 liverpool1
  liverpool123 loveyou123 manchester manchester1 mehedi1234 michael123 minecraft1 minecraft123 monkey1234
  mynameis123 mypassword mypassword1 p@ssw0rd12 p@ssw0rd123 p@ssword123 pakistan12 pakistan123 passw0rd12
  passw0rd123 password00 password01 password09 password10 password11 password12 password123 password1234
  password12345 password123456 password13 password2020 password2021 password2022 password2023 password2024
  password2025 password2026 password21 password22 password69 password99 password! password1! password123!
  passwordpassword pokemon123 princess10 princess12 princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc1 qazwsxedc123
  qazwsxedcrfv qwer123456 qwer1234qwer qwerqwerqwer qwerty1234 qwerty12345 qwerty123456 qwerty1234567
  qwerty12345678 qwerty123456789 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop12 qwertyuiop123 qwertyuiop[]
  rahman1234 samsung123 samsung1234 secret1234 secret123456 spiderman1 starwars12 starwars123 sunshine12
  sunshine123 superman12 superman123 temppassword test123456 test1234567 testtest12 testtest123 trustno1trustno1
  unknown123 user123456 volleyball welcome123 welcome1234 welcome12345 welcome2024 welcome2025 welcome2026
  whatever12 whatever123 yourpassword zaq12wsxcde3 zaq1xsw2cde3 zxcvbnm123 zxcvbnm1234 zxcvbnm12345 zxcvbnmzxcvbnm
  zxcvbnm,./ zxcvbnmasdfghjkl`.split(/\s+/),
);
