//! Routes that many kinds of records share, with their part of the OpenAPI document.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::routing::MethodRouter;
use serde::Serialize;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::problem::Problem;
use super::refusals::PROBLEM;
use super::reply::List;
use crate::app::App;

/// The parameters that a query struct declares, in the place asked for.
type Parameters = fn(fn() -> Option<ParameterIn>) -> Vec<Parameter>;

/// One documented operation.
pub struct Operation {
    method: HttpMethod,
    builder: OperationBuilder,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Operation {
    pub fn new(method: &str, id: String, summary: String) -> Self {
        let method = match method {
            "post" => HttpMethod::Post,
            "patch" => HttpMethod::Patch,
            "put" => HttpMethod::Put,
            "delete" => HttpMethod::Delete,
            _ => HttpMethod::Get,
        };
        let builder = OperationBuilder::new().operation_id(Some(id)).summary(Some(summary));
        Self { method, builder, schemas: Vec::new() }
    }

    /// A gap in the path.
    pub fn path_parameter(mut self, name: &str, text: &str) -> Self {
        self.builder = self.builder.parameter(text_parameter(name, text, ParameterIn::Path, Required::True));
        self
    }

    /// The parameters of the query string.
    pub fn query(mut self, parameters: Parameters) -> Self {
        for parameter in parameters(|| Some(ParameterIn::Query)) {
            self.builder = self.builder.parameter(parameter);
        }
        self
    }

    /// The header that a change needs.
    pub fn if_match(mut self) -> Self {
        let text = "Version that was read, as in `ETag`.";
        self.builder = self.builder.parameter(text_parameter("If-Match", text, ParameterIn::Header, Required::True));
        self
    }

    pub fn body<T: ToSchema>(mut self) -> Self {
        let content = ContentBuilder::new().schema(Some(self.refer::<T>())).build();
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.builder = self.builder.request_body(Some(body.build()));
        self
    }

    pub fn answers<T: ToSchema>(mut self, status: StatusCode) -> Self {
        let schema = self.refer::<T>();
        self.answered(status, schema)
    }

    fn answered(mut self, status: StatusCode, schema: RefOr<Schema>) -> Self {
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new().content("application/json", content).build();
        self.builder = self.builder.response(status.as_str(), response);
        self
    }

    /// A page of records, under the name that utoipa's macros give it. By its own name a page of one kind would be a page
    /// of any other.
    pub fn lists<T: ToSchema + Serialize>(mut self) -> Self {
        let name = format!("List_{}", T::name());
        self.schemas.push((name.clone(), <List<T> as PartialSchema>::schema()));
        <List<T> as ToSchema>::schemas(&mut self.schemas);
        self.answered(StatusCode::OK, Ref::from_schema_name(name).into())
    }

    /// The statuses of refusals.
    pub fn refuses(mut self, statuses: &[u16]) -> Self {
        for status in statuses {
            let content = ContentBuilder::new().schema(Some(self.refer::<Problem>())).build();
            let response = ResponseBuilder::new().content(PROBLEM, content).build();
            self.builder = self.builder.response(status.to_string(), response);
        }
        self
    }

    fn refer<T: ToSchema>(&mut self) -> RefOr<Schema> {
        self.schemas.push((T::name().into_owned(), <T as PartialSchema>::schema()));
        <T as ToSchema>::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name()).into()
    }
}

fn text_parameter(name: &str, text: &str, place: ParameterIn, required: Required) -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
    parameter.description(Some(text)).schema(Some(schema)).build()
}

/// Routes with their documentation, path by path.
pub struct Paths {
    /// Where the document puts them.
    tag: &'static str,
    schemas: Vec<(String, RefOr<Schema>)>,
    documented: utoipa::openapi::path::Paths,
    routed: Vec<(String, MethodRouter<Arc<App>>)>,
}

/// Those of the registry.
impl Default for Paths {
    fn default() -> Self {
        Self::of("Registry")
    }
}

impl Paths {
    /// Those that the document puts under a tag.
    pub fn of(tag: &'static str) -> Self {
        Self { tag, schemas: Vec::new(), documented: utoipa::openapi::path::Paths::default(), routed: Vec::new() }
    }

    /// Adds an operation to the document.
    pub fn document(&mut self, path: &str, operation: Operation) {
        self.schemas.extend(operation.schemas);
        let item = PathItem::new(operation.method, operation.builder.tag(self.tag));
        match self.documented.paths.get_mut(path) {
            Some(known) => known.merge_operations(item),
            None => {
                self.documented.paths.insert(path.to_owned(), item);
            }
        }
    }

    /// Adds the handlers of a path.
    pub fn route(&mut self, path: &str, handlers: MethodRouter<Arc<App>>) {
        self.routed.push((path.to_owned(), handlers));
    }

    pub fn into_router(self) -> OpenApiRouter<Arc<App>> {
        let mut document = utoipa::openapi::OpenApi::default();
        document.paths = self.documented;
        document.components.get_or_insert_default().schemas.extend(self.schemas);
        let router =
            self.routed.into_iter().fold(axum::Router::new(), |router, (path, handlers)| router.route(&path, handlers));
        OpenApiRouter::with_openapi(document).merge(OpenApiRouter::from(router))
    }
}
