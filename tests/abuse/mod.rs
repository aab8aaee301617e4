//! What people with bad intentions try: every operation in every role, tokens that are none, inputs that are not meant
//! to be read, and a search for what must stand nowhere.

mod classes;
mod fields;
mod hostile;
mod inputs;
mod matrix;
mod operations;
mod planted;
mod streams;
mod tokens;
mod unfit;
mod world;
