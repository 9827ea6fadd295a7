import Joi from "joi";
import type { NewProduct, ProductChanges } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { flagQuery, listQuery, type PageQuery } from "../../formats.ts";
import { pages, versioned } from "../shared/answers.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, given, listOf, pathOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { productBody, productFrom } from "./catalog-bodies.ts";
import { product } from "./catalog-shapes.ts";
import { locationIn, notFound } from "./common.ts";

interface ListQuery extends PageQuery {
  sku?: string;
  active?: boolean;
  search?: string;
}

const tag = "Products";
const all = { tag, path: "/products" };
const one = { tag, path: "/products/:product_id", pathSchema: pathOf({ product_id: product.example.id }, 64) };
const modifierNotFound = [404, "modifier_not_found", "The product has no modifier of this id."] as const;
const taken = [409, "sku_exists", "Another product of the store has this SKU."] as const;
const tooLarge = [422, "product_too_large", "The product would be more than 8,000 bytes of JSON."] as const;

const listProducts = endpoint({
  ...all,
  id: "merchantListProducts",
  method: "GET",
  summary: "List products",
  description: "Filters the products of a domain.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    sku: Joi.string().max(64).description("Exactly this SKU."),
    active: flagQuery(),
    search: Joi.string()
      .max(100)
      .pattern(/\S/, "text")
      .description("Begins a word of the name, or the SKU, in any case and without regard to accents."),
  }),
  action: "catalog.searchProducts",
  input: (request) => {
    const { sku, active, search } = request.query;
    return { ...listOf(request), filter: given({ sku, active, search }) };
  },
  ...pages(product, "limit"),
  errors: [],
});

const getProduct = endpoint({
  ...one,
  id: "merchantGetProduct",
  method: "GET",
  summary: "Get a product",
  description: "One product by its id, with its modifiers.",
  action: "catalog.getProduct",
  input: readOf,
  ...versioned(product),
  errors: [notFound("product")],
});

const createProduct = endpoint({
  ...all,
  id: "merchantCreateProduct",
  method: "POST",
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
  input: (request) => ({
    ...writeOf(request),
    ...tenantOf(request),
    product: productFrom(request.body, request.store),
  }),
  ...versioned(product),
  location: locationIn("products"),
  errors: [modifierNotFound, taken, tooLarge],
});

const updateProduct = endpoint({
  ...one,
  id: "merchantUpdateProduct",
  ifMatch: "version",
  method: "PUT",
  summary: "Update a product",
  description: "Only the fields that are given change. Orders keep the name and the price that they were made with.",
  bodySchema: Joi.object<ProductChanges>(productBody).min(1),
  bodyExample: { price: 475, active: true },
  action: "catalog.updateProduct",
  input: (request) => ({
    ...conditionalWriteOf(request),
    ...tenantOf(request),
    changes: productFrom(request.body, request.store),
  }),
  ...versioned(product),
  errors: [notFound("product"), modifierNotFound, taken, stale, tooLarge],
});

const deleteProduct = endpoint({
  ...one,
  id: "merchantDeleteProduct",
  ifMatch: "version",
  method: "DELETE",
  summary: "Delete a product",
  description: "Orders of it stay as they are, and so does what is in stock of its SKU.",
  status: 204,
  action: "catalog.deleteProduct",
  input: (request) => ({ ...conditionalWriteOf(request), ...tenantOf(request) }),
  errors: [notFound("product"), stale],
});

/** Merchant: products (contract §3). */
export const products = [listProducts, getProduct, createProduct, updateProduct, deleteProduct];
