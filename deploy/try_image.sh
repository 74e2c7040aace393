#!/usr/bin/env bash
# Builds the image of ../Dockerfile and takes the steps of ../compose.yaml in it: as root, with buildah,
# without a container engine and without a registry of images. The base image is made of Debian's packages,
# with the same release and Python; an image of that name can be given as BASE.
#
#   apt-get install buildah debootstrap
#   deploy/try_image.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
base=${BASE:-localhost/newsroom-base}
name=newsroom-try-$$
scratch=$(mktemp -d)
container=
server=
tidy() {
    [ -z "$server" ] || { kill -TERM -- "-$server" 2> /dev/null || true; }
    [ -z "$container" ] || buildah rm "$container" > /dev/null
    rm -rf "$scratch"
}
trap tidy EXIT

say() { printf '== %s\n' "$*"; }

if ! buildah inspect --type image "$base" > /dev/null 2>&1; then
    say "A base image of Debian's packages"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$scratch/root" > "$scratch/log"
    ln -s /usr/bin/python3 "$scratch/root/usr/local/bin/python"
    # However pip and apt reach their indexes here, they do in the image of this trial.
    cp /etc/apt/sources.list.d/* "$scratch/root/etc/apt/sources.list.d/" 2> /dev/null || true
    cp /etc/pip.conf "$scratch/root/etc/" 2> /dev/null || true
    # Those of the root are links that lead out of it.
    cp -rL --remove-destination /etc/ssl/certs "$scratch/root/etc/ssl/"
    { echo "FROM scratch"; echo "COPY root /"; env | sed -n 's/^PIP_[A-Z_]*=/ENV &/p'; } > "$scratch/Dockerfile"
    buildah build --quiet --tag "$base" "$scratch" > /dev/null
fi

say "Build"
buildah build --quiet --format docker --build-arg "BASE=$base" --tag localhost/newsroom . > /dev/null
container=$(buildah from --name "$name" localhost/newsroom)
buildah config --env "SECRET_KEY=$(head -c 40 /dev/urandom | base64)" --env SITE_URL=http://127.0.0.1:8000 "$container"
inside() { buildah run "$container" -- "$@"; }

say "Who it is, and what it can write"
inside sh -ec '
    test "$(id -u)" = 10001
    touch var/mine
    for path in /srv/newsroom/manage.py /opt/venv/bin/gunicorn /etc/passwd /srv/newsroom/static; do
        ! test -w "$path" || { echo "$path can be written"; exit 1; }
    done
    ! test -e .env
    pg_dump --version
'

say "migrate, and check"
inside python manage.py migrate --verbosity 0
inside python manage.py check --database default

say "The web processes, asked by the health check of the image"
buildah inspect --type image localhost/newsroom > "$scratch/image"
of_image() {
    python3 -c "import json, sys; one = json.load(open(sys.argv[1]))['Docker']['config']$1
print('\0'.join(one), end='\0')" "$scratch/image"
}
mapfile -d '' -t words < <(of_image "['Cmd']")
mapfile -d '' -t health < <(of_image "['Healthcheck']['Test'][1:]")
set -m
inside "${words[@]}" > "$scratch/web" 2>&1 &
server=$!
set +m
for _ in $(seq 60); do
    if inside "${health[@]}" 2> "$scratch/health"; then healthy=yes; break; fi
    sleep 1
done
[ "${healthy:-}" = yes ] || { cat "$scratch/web" "$scratch/health"; exit 1; }

say "Import, the front page, a hashed stylesheet, the worker"
inside python manage.py import_articles fixtures | tail -1
python3 - <<'PYTHON'
import re
import urllib.request

page = urllib.request.urlopen("http://127.0.0.1:8000/en/").read().decode()
assert "/en/articles/" in page, page[:500]
style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
answer = urllib.request.urlopen(f"http://127.0.0.1:8000{style}")
assert "immutable" in answer.headers["Cache-Control"], answer.headers
print(len(page), style)
PYTHON
set +e
timeout --signal=TERM 15 env BUILDAH_ISOLATION=chroot buildah run "$container" -- python manage.py run_worker --until-idle > "$scratch/worker" 2>&1
set -e
! grep -q Traceback "$scratch/worker" || { cat "$scratch/worker"; exit 1; }

say "Stop"
kill -TERM -- "-$server"
wait "$server" || true
server=
! grep -q Traceback "$scratch/web" || { cat "$scratch/web"; exit 1; }
say "All steps passed"
