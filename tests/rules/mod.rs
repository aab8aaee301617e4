//! What serves, where it needs no database. Rules of the domain have their tests beside them; what serves is left out
//! of that build, which would compile it twice.

mod deprecated;
mod errors;
mod extract;
mod faces;
mod limit;
mod listed;
mod overload;
mod passes;
mod patience;
mod proxies;
mod reply;
mod slow;
mod sockets;
mod upload;
