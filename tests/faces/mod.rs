//! Both faces do the same.

mod acts;
