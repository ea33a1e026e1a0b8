#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: ecr_image
version_added: 0.1.0
short_description: Build an image and keep it in an ECR repository, once for the same content
description:
  - Builds an image from a Dockerfile and pushes it, unless the repository has an image of the same content already.
  - The content is that of the build context's files, of the Dockerfile, of the build arguments, of the platform and
    of the base, whoever builds it and wherever. Its hash is in the tag, C(<tag_prefix>-<12 digits of the hash>),
    which is looked up first; a second run makes one call to AWS.
  - What FROM names in a registry counts by its name. An image is not built anew because its base has a new version;
    name the base by its digest, and change that.
  - What was built is kept in the user's cache folder as an OCI image layout, so that one build is pushed to every
    region with the same digest. The folder may be deleted at any time.
  - Images are pushed by the module itself, with a token that it gets from ECR. No builder logs in anywhere, and the
    token is in no command line, file, log or result.
notes:
  - C(community.docker) needs a Docker engine and a login made by hand, and pushes without looking for the content.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  repository:
    description:
      - Name of the repository, which has to exist.
    type: str
    required: true
  repository_uri:
    description:
      - URI of the repository. If left out, ECR is asked for it.
    type: str
  state:
    description:
      - Whether the image shall be in the repository.
      - V(absent) deletes the image of the same content, or the one with O(tag) or O(digest), with all its tags.
    type: str
    choices: [present, absent]
    default: present
  context:
    description:
      - The build context, a folder. A C(.dockerignore) in it, or a C(<dockerfile>.dockerignore), is honoured.
      - Required unless O(state=absent) and O(tag) or O(digest) is given.
    type: path
  dockerfile:
    description:
      - The Dockerfile, absolute or relative to O(context).
    type: path
    default: Dockerfile
  build_args:
    description:
      - Values for what the Dockerfile declares with ARG.
      - No place for secrets, since an image tells how it was built.
    type: dict
    default: {}
  platform:
    description:
      - What the image runs on.
    type: str
    choices: [linux/amd64, linux/arm64]
    default: linux/amd64
  builder:
    description:
      - Who builds. V(auto) takes the first that works here, in the order of the others.
      - V(docker) needs its daemon; V(podman) and V(buildah) need only their commands.
      - V(daemonless) is the module itself. It needs nothing, and the same content gives the same image byte for byte,
        but it cannot run anything. It takes FROM, ARG, ENV, LABEL, WORKDIR, COPY, USER, EXPOSE, VOLUME, STOPSIGNAL,
        ENTRYPOINT and CMD of one stage, and refuses all else.
    type: str
    choices: [auto, docker, podman, buildah, daemonless]
    default: auto
  base:
    description:
      - Takes the place of the image that FROM names; an image in a registry that needs no login, the path of an OCI
        image layout, the path of a tar with a root file system, or V(scratch) with O(builder=daemonless).
      - V(docker) has no such thing, and V(auto) passes it over.
    type: str
  tag_prefix:
    description:
      - What the tag begins with. The last part of O(repository) if left out.
    type: str
  tag:
    description:
      - The tag of the image to delete.
    type: str
  digest:
    description:
      - The digest of the image to delete.
    type: str
  cache_folder:
    description:
      - Where images that were built are kept. C($XDG_CACHE_HOME/inferops-aws/images) if left out, or
        C(~/.cache/inferops-aws/images).
    type: path
attributes:
  check_mode:
    description:
      - Reports whether it would build and push without doing so. Where the builder would refuse, it fails as well.
    support: full
  diff_mode:
    description: Always returns tag and digest before and afterwards.
    support: full
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Keep the image of the workload
  inferops.aws.ecr_image:
    repository: digits
    context: examples/digits
    build_args:
      BASE: public.ecr.aws/lambda/python:3.13
    platform: linux/arm64
  register: image

- name: Say what to deploy
  ansible.builtin.debug:
    var: image.image_uri

- name: Build where there is neither an engine nor a registry to get a base from
  inferops.aws.ecr_image:
    repository: digits
    context: examples/digits
    builder: daemonless
    base: /srv/bases/python

- name: Delete an image
  inferops.aws.ecr_image:
    repository: digits
    tag: digits-3f1c2b9a7d10
    state: absent
"""

RETURN = r"""
image_uri:
  description: The image by its digest, which is what to deploy. V((known after apply)) in check mode, if not built yet.
  returned: when O(state=present)
  type: str
  sample: "111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits@\
    sha256:9b1c0e6c3d1f5a7b2e4d6c8a0f1e3d5c7b9a1f3e5d7c9b1a3f5e7d9c1b3a5f7e"
digest:
  description: The digest of the image.
  returned: when O(state=present)
  type: str
  sample: sha256:9b1c0e6c3d1f5a7b2e4d6c8a0f1e3d5c7b9a1f3e5d7c9b1a3f5e7d9c1b3a5f7e
tag:
  description: The tag for people, kept beside the digest.
  returned: when O(state=present)
  type: str
  sample: digits-3f1c2b9a7d10
repository_uri:
  description: URI of the repository.
  returned: when O(state=present)
  type: str
  sample: 111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits
content_hash:
  description: The hash of the content.
  returned: when O(state=present)
  type: str
  sample: 3f1c2b9a7d1046e2a5c8d0b7f94e1c3a6d8b2f5e7a9c1d3b5f7e9a1c3d5b7f90
built:
  description: Whether the image was built, as against found in the repository or in the cache.
  returned: when O(state=present)
  type: bool
  sample: true
builder:
  description: Who built it; none if it was not built.
  returned: when O(state=present)
  type: str
  sample: daemonless
uploaded_blobs:
  description: How many layers and configurations were sent.
  returned: when O(state=present)
  type: int
  sample: 3
uploaded_bytes:
  description: How many bytes they have.
  returned: when O(state=present)
  type: int
  sample: 18231
present_blobs:
  description: How many layers and configurations the registry had already when the image was pushed.
  returned: when O(state=present)
  type: int
  sample: 4
present_bytes:
  description: How many bytes they have.
  returned: when O(state=present)
  type: int
  sample: 46137344
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._ecr.service import image, unused_arguments
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.remarks import tell
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError

ARGUMENT_SPEC = {
    "repository": {"type": "str", "required": True},
    "repository_uri": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "context": {"type": "path"},
    "dockerfile": {"type": "path", "default": "Dockerfile"},
    "build_args": {"type": "dict", "default": {}},
    "platform": {"type": "str", "choices": ["linux/amd64", "linux/arm64"], "default": "linux/amd64"},
    "builder": {
        "type": "str",
        "choices": ["auto", "docker", "podman", "buildah", "daemonless"],
        "default": "auto",
    },
    "base": {"type": "str"},
    "tag_prefix": {"type": "str"},
    "tag": {"type": "str"},
    "digest": {"type": "str"},
    "cache_folder": {"type": "path"},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        supports_check_mode=True,
        required_if=[("state", "present", ["context"]), ("state", "absent", ["context", "tag", "digest"], True)],
        mutually_exclusive=[("tag", "digest")],
    )
    try:
        unused = unused_arguments(module.params)
        tell(f"The Dockerfile declares no build argument {name}; its value has no effect" for name in unused)
        module.exit_json(**image(module))
    except EngineError as error:
        module.fail_json(**error.as_result())
    except ImageError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
