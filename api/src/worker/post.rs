//! Takes notices to mail and to the gateway for phones. Neither addresses nor texts are ever logged.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use crate::app::App;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::notices::delivery::{self, Attempted, DUE, Outcome, Parcel, Sending};
use crate::domain::interaction::notices::texts;
use crate::domain::{Ctx, Result};

/// Accounts served at once.
const AT_ONCE: usize = 8;
/// Most letters of a message to a phone.
const LETTERS: usize = 700;
/// How long the gateway may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Made once: it reads the certificates of the machine. No redirects: the token is for the gateway alone.
static CLIENT: LazyLock<Option<Client>> = LazyLock::new(|| {
    Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).no_proxy().build().ok()
});

/// Sends what is due. How many notices have nothing left to send.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "post");
    let (mut done, mut failed) = (0, 0);
    for some in delivery::claim(&ctx).await?.chunks(AT_ONCE) {
        let attempted: Vec<Attempted> =
            join_all(some.iter().map(|parcel| send(app, parcel))).await.into_iter().flatten().collect();
        failed += attempted.iter().filter(|one| is_failed(one.mail) || is_failed(one.phone)).count();
        done += delivery::settle(&ctx, attempted).await?;
    }
    if failed > 0 {
        tracing::warn!(failed, "notices could not be delivered; those that can be are tried again");
    }
    Ok(done)
}

fn is_failed(outcome: Option<Outcome>) -> bool {
    outcome.is_some_and(|outcome| outcome != Outcome::Sent)
}

/// All that is due for one account: one letter, and a message for each notice.
async fn send(app: &App, parcel: &Parcel) -> Vec<Attempted> {
    let mail = mail(app, parcel).await;
    let mut attempted = Vec::with_capacity(parcel.notices.len());
    let mut down = None;
    for notice in &parcel.notices {
        let phone = match down {
            _ if notice.row.phone_state != DUE => None,
            Some(down) => Some(down),
            None => Some(message(app, parcel, notice).await),
        };
        // What did not get through to the gateway once need not be tried for each notice.
        down = down.or(phone.filter(|outcome| matches!(outcome, Outcome::Failed(_))));
        let mail = mail.filter(|_| notice.row.mail_state == DUE);
        attempted.push(Attempted { row: notice.row.clone(), mail, phone });
    }
    attempted
}

/// None where no notice is to go by mail.
async fn mail(app: &App, parcel: &Parcel) -> Option<Outcome> {
    let all: Vec<texts::Said> =
        parcel.notices.iter().filter(|notice| notice.row.mail_state == DUE).map(|notice| notice.said.clone()).collect();
    if all.is_empty() {
        return None;
    }
    let Some(to) = &parcel.email else {
        return Some(Outcome::Unreachable);
    };
    let (subject, body) = texts::letter(parcel.lang, &parcel.name, &all);
    Some(match app.mailer.send_text(to, &subject, body).await {
        Ok(()) => Outcome::Sent,
        Err(_) => Outcome::Failed("MAIL"),
    })
}

/// One message to the gateway. Its id is that of the notification: a gateway that got it already may drop it.
async fn message(app: &App, parcel: &Parcel, notice: &Sending) -> Outcome {
    let (Some(url), Some(to)) = (&app.settings.gateway_url, &parcel.phone) else {
        return Outcome::Unreachable;
    };
    let Some(client) = &*CLIENT else {
        return Outcome::Failed("GATEWAY_CLIENT");
    };
    let said = &notice.said;
    let text: String = format!("{}. {}", said.title.get(parcel.lang), said.text.get(parcel.lang));
    let text: String = text.chars().take(LETTERS).collect();
    let body = json!({"id": ids::text(Kind::Notification, notice.row.id), "to": to, "text": text});
    let mut request = client.post(url).header(CONTENT_TYPE, "application/json").body(body.to_string());
    if let Some(token) = &app.settings.gateway_token {
        request = request.bearer_auth(token);
    }
    match request.send().await {
        Ok(answer) if answer.status().is_success() => Outcome::Sent,
        Ok(answer) if answer.status().is_server_error() => Outcome::Failed("GATEWAY_ERROR"),
        Ok(_) => Outcome::Failed("GATEWAY_REFUSED"),
        Err(error) if error.is_timeout() => Outcome::Failed("GATEWAY_TIMEOUT"),
        Err(_) => Outcome::Failed("GATEWAY_UNREACHABLE"),
    }
}
