import type { Picture } from "../../../contracts.ts";
import { customEndpoint, endpoint, type Request } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { pictureUrl } from "../../pictures.ts";
import { keepPicture } from "../../uploads/store.ts";
import type { Upload } from "../../uploads/upload.ts";
import { id } from "../shared/fields.ts";
import { callerOf, callersWriteOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { customerNotFound, idPath, imageUrlExample } from "./profile-shapes.ts";

const image = shape<{ profile_image_url: string }>("ProfileImage").with({
  profile_image_url: id(imageUrlExample, "Serves the picture to anyone."),
});

const tag = "Profile image";
const shared = { tag, owner: "id", path: "/auth/user/:id/profile-image", pathSchema: idPath };
const answered = { answerSchema: image.schema, answerExample: image.example };
const description =
  "A form with the picture in its field `file`: a JPEG, PNG or WebP by what is in it, at most 5 MiB, 40 megapixels and 16,383 pixels on a side. It is kept as a WebP of at most 1024 by 1024, upright, without what the camera wrote into it.";
const none = [404, "profile_image_not_found", "The customer has no profile image."] as const;

// Uploads are encoded two at a time: many at once have to wait.
const uploading = { upload: true, deadlineMs: 180_000 };

type Asked = Request<{ id: string }, unknown, Upload>;

const answerOf = (picture: Picture | null, request: Pick<Asked, "headers">) => ({
  profile_image_url: pictureUrl(picture, request),
});

const addImage = customEndpoint({
  ...shared,
  ...answered,
  ...uploading,
  id: "storefrontAddProfileImage",
  method: "POST",
  summary: "Upload a profile image",
  description,
  status: 201,
  async run(request: Asked) {
    return { status: 201, body: answerOf(await keepPicture(request, false), request) };
  },
  errors: [customerNotFound, [409, "profile_image_exists", "There is one already: replace it with PUT."]],
});

const replaceImage = customEndpoint({
  ...shared,
  ...answered,
  ...uploading,
  id: "storefrontReplaceProfileImage",
  method: "PUT",
  summary: "Replace the profile image",
  description: `${description} Without one before, it is the first.`,
  async run(request: Asked) {
    return { status: 200, body: answerOf(await keepPicture(request, true), request) };
  },
  errors: [customerNotFound],
});

const getImage = endpoint({
  ...shared,
  ...answered,
  id: "storefrontGetProfileImage",
  method: "GET",
  summary: "Get where the profile image is",
  description: "The address of the picture, which anyone who knows it may read.",
  action: "media.profileImage",
  input: callerOf,
  output: ({ picture }, request) => (picture ? answerOf(picture, request) : refuse(none[0], none[1], none[2])),
  errors: [none],
});

const removeImage = endpoint({
  ...shared,
  id: "storefrontRemoveProfileImage",
  method: "DELETE",
  summary: "Remove the profile image",
  description: "The picture is deleted.",
  status: 204,
  action: "media.detach",
  input: callersWriteOf,
  errors: [none],
});

/** Storefront: the customer's picture (contract §5). */
export const profileImage = [getImage, addImage, replaceImage, removeImage];
