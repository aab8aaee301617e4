//! Expressions of templates: CEL, cut down to arithmetic, comparison and logic over the indicators of a report.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use cel::common::ast::{Expr, IdedExpr};
use cel::{Context, Env, Program, Value};

/// Longest expression.
pub const LENGTH_LIMIT: usize = 500;
/// Deepest nesting of brackets and of unary signs, before it is parsed.
const BRACKETS_LIMIT: usize = 16;
/// Most operator signs, before it is parsed.
const SIGNS_LIMIT: usize = 80;
/// Deepest nesting once parsed; a sum nests as deep as it is long. Reckoning takes some 40 kB of stack for each
/// level in a debug build, and a worker has 2 MB.
const DEPTH_LIMIT: usize = 20;
/// Stack of the thread that parses: the parser takes some 200 kB for each bracket in a debug build.
const PARSER_STACK: usize = 16 << 20;
/// Functions besides the operators.
const FUNCTIONS: &[&str] = &["double", "int", "size", "string"];

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// What an expression may know.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    Int(i64),
    Double(f64),
    Text(String),
    Bool(bool),
}

/// Names with their values.
pub type Names = BTreeMap<String, Known>;

/// A compiled expression and the names it needs.
#[derive(Debug)]
pub struct Expression {
    program: Program,
    pub names: Vec<String>,
    source: String,
}

/// Why an expression is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TooLong,
    TooDeep,
    /// It is no CEL.
    Syntax,
    /// It uses more of CEL than arithmetic, comparison and logic.
    NotAllowed,
}

impl Fault {
    /// For the caller's program.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::TooLong => "tooLong",
            Fault::TooDeep => "tooDeep",
            Fault::Syntax => "syntax",
            Fault::NotAllowed => "notAllowed",
        }
    }
}

impl Expression {
    /// Compiles an expression. What could run long or deep is refused before it is parsed.
    pub fn compile(source: &str) -> Result<Self, Fault> {
        if source.len() > LENGTH_LIMIT {
            return Err(Fault::TooLong);
        }
        if brackets(source) > BRACKETS_LIMIT || signs(source) > SIGNS_LIMIT {
            return Err(Fault::TooDeep);
        }
        let program = parse(source)?;
        if depth(program.expression()) > DEPTH_LIMIT {
            return Err(Fault::TooDeep);
        }
        if !is_plain(program.expression()) {
            return Err(Fault::NotAllowed);
        }
        let mut names: Vec<String> = program.references().variables().into_iter().map(ToOwned::to_owned).collect();
        names.sort();
        Ok(Self { program, names, source: source.to_owned() })
    }

    /// Whether every name it needs has a value.
    pub fn is_ready(&self, names: &Names) -> bool {
        self.names.iter().all(|name| names.contains_key(name))
    }

    /// Its value; none when a name is missing or it cannot be reckoned.
    pub fn value(&self, names: &Names) -> Option<Known> {
        if !self.is_ready(names) {
            return None;
        }
        let mut context = Context::with_env(ENV.clone());
        for name in &self.names {
            match names.get(name)? {
                Known::Int(number) => context.add_variable_from_value(name.as_str(), *number),
                Known::Double(number) => context.add_variable_from_value(name.as_str(), *number),
                Known::Text(text) => context.add_variable_from_value(name.as_str(), text.clone()),
                Known::Bool(fact) => context.add_variable_from_value(name.as_str(), *fact),
            }
        }
        match self.program.execute(&context) {
            Ok(Value::Bool(fact)) => Some(Known::Bool(fact)),
            Ok(Value::Int(number)) => Some(Known::Int(number)),
            Ok(Value::Float(number)) if number.is_finite() => Some(Known::Double(number)),
            Ok(Value::String(text)) => Some(Known::Text(text.to_string())),
            Ok(_) => None,
            Err(cause) => {
                tracing::warn!(expression = self.source, %cause, "an expression of a template could not be reckoned");
                None
            }
        }
    }

    /// Whether it is true; none when it has no answer.
    pub fn holds(&self, names: &Names) -> Option<bool> {
        match self.value(names)? {
            Known::Bool(fact) => Some(fact),
            _ => {
                tracing::warn!(expression = self.source, "a rule of a template is neither true nor false");
                None
            }
        }
    }
}

/// Parses on a stack of its own: templates are compiled seldom, and a worker's stack is small.
fn parse(source: &str) -> Result<Program, Fault> {
    let source = source.to_owned();
    let parser = std::thread::Builder::new().stack_size(PARSER_STACK).spawn(move || Program::compile(&source).ok());
    parser.ok().and_then(|parser| parser.join().ok().flatten()).ok_or(Fault::Syntax)
}

/// The deepest nesting a text could ask of a parser; brackets in quotes count too, which only errs on the safe side.
fn brackets(source: &str) -> usize {
    let (mut open, mut signs, mut questions, mut deepest) = (0usize, 0usize, 0usize, 0usize);
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            b'?' => questions += 1,
            _ => {}
        }
        signs = match byte {
            b'!' | b'-' => signs + 1,
            b' ' | b'\t' | b'\n' | b'\r' => signs,
            _ => 0,
        };
        deepest = deepest.max(open + signs + questions);
    }
    deepest
}

/// How many operator signs a text holds.
fn signs(source: &str) -> usize {
    source.bytes().filter(|byte| b"+-*/%<>=!&|?:.".contains(byte)).count()
}

/// How deep the expression nests. What is not plain counts as a leaf; it is refused anyway.
fn depth(expression: &IdedExpr) -> usize {
    1 + match &expression.expr {
        Expr::List(list) => list.elements.iter().map(depth).max().unwrap_or_default(),
        Expr::Call(call) => {
            call.target.iter().map(|target| depth(target)).chain(call.args.iter().map(depth)).max().unwrap_or_default()
        }
        _ => 0,
    }
}

/// Only names, literals, lists of them, operators and the few functions named above.
fn is_plain(expression: &IdedExpr) -> bool {
    match &expression.expr {
        Expr::Ident(_) | Expr::Literal(_) => true,
        Expr::List(list) => list.elements.iter().all(is_plain),
        Expr::Call(call) => {
            let operator = call.func_name.bytes().next().is_some_and(|first| !first.is_ascii_alphabetic());
            (operator || FUNCTIONS.contains(&call.func_name.as_str()))
                && call.target.as_deref().is_none_or(is_plain)
                && call.args.iter().all(is_plain)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, Known)]) -> Names {
        pairs.iter().map(|(name, known)| ((*name).to_owned(), known.clone())).collect()
    }

    #[test]
    fn a_rule_is_true_false_or_without_answer() {
        let known = names(&[
            ("A01", Known::Int(2)),
            ("A03", Known::Int(32)),
            ("C06", Known::Double(1.5)),
            ("N01", Known::Text("BANJIR".into())),
            ("operational", Known::Bool(true)),
        ]);
        for (expression, answer) in [
            ("A03 == 16 * A01", Some(true)),
            ("A03 < A01", Some(false)),
            ("!operational || A01 >= 1", Some(true)),
            ("N01 != \"BANJIR\"", Some(false)),
            ("N01 in [\"BANJIR\", \"GEMPA\"]", Some(true)),
            ("double(A03) / double(A01) == 16.0", Some(true)),
            ("C06 <= 3.0 * C06", Some(true)),
            ("(A01 > 0) == (A03 > 0)", Some(true)),
            ("A03_prev <= 0", None),
            ("A01 / 0 == 1", None),
            ("A01 + A03", None),
        ] {
            assert_eq!(Expression::compile(expression).unwrap().holds(&known), answer, "{expression}");
        }
    }

    #[test]
    fn an_expression_that_could_run_long_or_deep_is_refused() {
        let nested = format!("{}A01{}", "(".repeat(200), ")".repeat(200));
        let signs = format!("{}true", "!".repeat(400));
        let ternaries = format!("{}1", "true ? 1 : ".repeat(40));
        for (expression, fault) in [
            ("x".repeat(501).as_str(), Fault::TooLong),
            (nested.as_str(), Fault::TooDeep),
            (signs.as_str(), Fault::TooDeep),
            (ternaries.as_str(), Fault::TooDeep),
            ("A01 ==", Fault::Syntax),
            ("", Fault::Syntax),
            ("[1, 2].all(x, [1, 2].all(y, x > y))", Fault::NotAllowed),
            ("A01.matches(\"a+\")", Fault::NotAllowed),
            ("{\"a\": A01}.a == 1", Fault::NotAllowed),
        ] {
            assert_eq!(Expression::compile(expression).unwrap_err(), fault, "{expression}");
        }
    }

    #[test]
    fn the_deepest_expression_is_reckoned_on_half_a_worker_s_stack() {
        let chain = format!("{}1 > 0", "1+".repeat(DEPTH_LIMIT - 2));
        let logic = format!("{}true", "a||".repeat(SIGNS_LIMIT / 2));
        let brackets = format!("{}1{} > 0", "(1+".repeat(BRACKETS_LIMIT), ")".repeat(BRACKETS_LIMIT));
        let small = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
            let known = names(&[("a", Known::Bool(false))]);
            for source in [chain, logic, brackets] {
                assert_eq!(Expression::compile(&source).unwrap().holds(&known), Some(true), "{source}");
            }
            for long in ["1+".repeat(DEPTH_LIMIT), "1+".repeat(240)] {
                assert_eq!(Expression::compile(&format!("{long}1 > 0")).unwrap_err(), Fault::TooDeep);
            }
        });
        small.unwrap().join().unwrap();
    }
}
