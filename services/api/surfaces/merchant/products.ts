import Joi from "joi";
import type { NewProduct, ProductChanges } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { flagQuery, listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { productBody, productFrom } from "./catalog-bodies.ts";
import { product } from "./catalog-shapes.ts";

interface ListQuery extends PageQuery {
  sku?: string;
  active?: boolean;
  search?: string;
}

const path = Joi.object<{ product_id: string }>({
  product_id: Joi.string().max(64).required().example(product.example.id),
});
const tag = "Products";
const notFound = [404, "product_not_found", "No product of this domain has this id."] as const;
const modifierNotFound = [404, "modifier_not_found", "The product has no modifier of this id."] as const;
const taken = [409, "sku_exists", "Another product of the store has this SKU."] as const;
const tooLarge = [422, "product_too_large", "The product would be more than 8,000 bytes of JSON."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;

const listProducts = endpoint({
  id: "merchantListProducts",
  method: "GET",
  path: "/products",
  tag,
  summary: "List products",
  description: "Filters the products of a domain.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    sku: Joi.string().max(64).description("Exactly this SKU."),
    active: flagQuery(),
    search: Joi.string()
      .max(100)
      .pattern(/\S/, "text")
      .description("Begins a word of the name, or the SKU; case-insensitive."),
  }),
  action: "catalog.searchProducts",
  input: ({ store, query: { sku, active, search, ...query } }) => ({
    store_id: store.store_id,
    filter: {
      ...(sku === undefined ? {} : { sku }),
      ...(active === undefined ? {} : { active }),
      ...(search === undefined ? {} : { search }),
    },
    ...pagingOf(query, query.limit),
  }),
  ...pages(product, "limit"),
  errors: [],
});

const getProduct = endpoint({
  id: "merchantGetProduct",
  method: "GET",
  path: "/products/:product_id",
  tag,
  summary: "Get a product",
  description: "One product by its id, with its modifiers.",
  pathSchema: path,
  action: "catalog.getProduct",
  input: ({ store, path }) => ({ store_id: store.store_id, product_id: path.product_id }),
  ...answers(product),
  etag: (product) => etagOf(product.version),
  errors: [notFound],
});

const createProduct = endpoint({
  id: "merchantCreateProduct",
  method: "POST",
  path: "/products",
  tag,
  summary: "Create a product",
  description: "Its stock begins with `PUT /inventory/:sku`; until then it is not kept in stock.",
  status: 201,
  bodySchema: Joi.object<NewProduct>({
    ...productBody,
    sku: productBody.sku.required(),
    name: productBody.name.required(),
    price: productBody.price.required(),
  }),
  bodyExample: {
    sku: "PASTA-ALFREDO",
    name: "Alfredo Pasta",
    price: 450,
    modifiers: [{ name: "Extra cheese", price: 60 }],
  },
  action: "catalog.createProduct",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    product: productFrom(body, store),
    idempotency_key,
  }),
  ...answers(product),
  etag: (product) => etagOf(product.version),
  location: (product, { store }) => `/merchant/api/v1/domains/${store.domain_id}/products/${product.id}`,
  errors: [modifierNotFound, taken, tooLarge],
});

const updateProduct = endpoint({
  id: "merchantUpdateProduct",
  ifMatch: "version",
  method: "PUT",
  path: "/products/:product_id",
  tag,
  summary: "Update a product",
  description: "Only the fields that are given change. Orders keep the name and the price that they were made with.",
  pathSchema: path,
  bodySchema: Joi.object<ProductChanges>(productBody).min(1),
  bodyExample: { price: 475, active: true },
  action: "catalog.updateProduct",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    product_id: path.product_id,
    changes: productFrom(body, store),
    idempotency_key,
    if_versions,
  }),
  ...answers(product),
  etag: (product) => etagOf(product.version),
  errors: [notFound, modifierNotFound, taken, stale, tooLarge],
});

const deleteProduct = endpoint({
  id: "merchantDeleteProduct",
  ifMatch: "version",
  method: "DELETE",
  path: "/products/:product_id",
  tag,
  summary: "Delete a product",
  description: "Orders of it stay as they are, and so does what is in stock of its SKU.",
  status: 204,
  pathSchema: path,
  action: "catalog.deleteProduct",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    product_id: path.product_id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound, stale],
});

/** Merchant: products (contract §3). */
export const products = [listProducts, getProduct, createProduct, updateProduct, deleteProduct];
