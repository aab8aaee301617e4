//! Mail. One-time codes are sent after the commit: mail that fails undoes nothing.

use lettre::message::Mailbox;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::codes::Purpose;
use crate::config::Settings;
use crate::domain::Lang;

/// Sends mail by SMTP, or writes it to files where no server is set.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(AsyncFileTransport<Tokio1Executor>),
}

/// A code on its way to its owner.
pub struct Letter {
    pub to: String,
    pub lang: Lang,
    pub purpose: Purpose,
    pub code: String,
}

impl Mailer {
    /// Sets up the transport that the settings name.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let transport = match &settings.smtp_url {
            Some(url) => Transport::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()),
            None => {
                let folder = settings.data_dir.join("mail");
                std::fs::create_dir_all(&folder)?;
                Transport::File(AsyncFileTransport::new(folder))
            }
        };
        Ok(Self { from: settings.mail_from.parse()?, transport })
    }

    /// Sends in the background.
    pub fn post(&self, letter: Letter) {
        let mailer = self.clone();
        tokio::spawn(async move {
            if mailer.send(letter).await.is_err() {
                // Neither the address nor the server's answer, which may repeat it.
                tracing::error!("a letter with a one-time code could not be sent; invite again or ask for a new code");
            }
        });
    }

    async fn send(&self, letter: Letter) -> anyhow::Result<()> {
        let (subject, body) = text(&letter);
        self.send_text(&letter.to, subject, body).await
    }

    /// Sends a plain text and waits until it was taken over. The error may repeat the address: it is not for the log.
    pub async fn send_text(&self, to: &str, subject: &str, body: String) -> anyhow::Result<()> {
        let message = Message::builder().from(self.from.clone()).to(to.parse()?).subject(subject).body(body)?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(drop)?,
            Transport::File(file) => file.send(message).await.map(drop)?,
        }
        Ok(())
    }
}

fn text(letter: &Letter) -> (&'static str, String) {
    let code = &letter.code;
    match (letter.purpose, letter.lang) {
        (Purpose::Invite, Lang::Id) => (
            "Undangan e-Reporting BLK Komunitas",
            format!(
                "Anda diundang memakai e-Reporting BLK Komunitas.\n\nKode Anda: {code}\n\n\
                 Pakai kode ini satu kali untuk membuat kata sandi.\nKode berlaku 7 hari. Jangan berikan kepada siapa pun.\n"
            ),
        ),
        (Purpose::Invite, Lang::En) => (
            "Invitation to e-Reporting BLK Komunitas",
            format!(
                "You are invited to e-Reporting BLK Komunitas.\n\nYour code: {code}\n\n\
                 Use this code once to set your password.\nIt is good for 7 days. Give it to nobody.\n"
            ),
        ),
        (Purpose::Bind | Purpose::BindMentor, Lang::Id) => (
            "Hubungkan akun e-Reporting Anda",
            format!(
                "Akun Anda dapat dihubungkan dengan orang yang tercatat di e-Reporting.\n\nKode Anda: {code}\n\n\
                 Masuk dengan akun Anda, lalu kirim kode ini satu kali ke /v1/me/person.\n\
                 Kode berlaku 7 hari. Jangan berikan kepada siapa pun.\n\
                 Bila Anda tidak mengenal undangan ini, abaikan surat ini.\n"
            ),
        ),
        (Purpose::Bind | Purpose::BindMentor, Lang::En) => (
            "Connect your e-Reporting account",
            format!(
                "Your account can be connected to a person recorded in e-Reporting.\n\nYour code: {code}\n\n\
                 Sign in with your account and send this code once to /v1/me/person.\n\
                 It is good for 7 days. Give it to nobody.\n\
                 If you do not know of this invitation, ignore this letter.\n"
            ),
        ),
        (Purpose::Reset, Lang::Id) => (
            "Atur ulang kata sandi e-Reporting",
            format!(
                "Kode untuk mengatur ulang kata sandi Anda: {code}\n\nKode berlaku 1 jam.\n\
                 Bila Anda tidak memintanya, abaikan surat ini.\n"
            ),
        ),
        (Purpose::Reset, Lang::En) => (
            "Reset your e-Reporting password",
            format!(
                "The code to reset your password: {code}\n\nIt is good for 1 hour.\nIf you did not ask for it, ignore this letter.\n"
            ),
        ),
    }
}
