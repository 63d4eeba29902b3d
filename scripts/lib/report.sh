# Sections with their seconds, and a table at the end. Sourced.

section_names=()
section_results=()
section_seconds=()

# section NAME COMMAND…: runs one command and goes on whatever comes of it; `report` tells. A function given here must
# be one command, because `set -e` is off inside it.
section() {
    local name=$1 begun=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name"
    "$@" || status=$?
    section_names+=("$name")
    section_results+=("$status")
    section_seconds+=($((SECONDS - begun)))
    printf -- '-- %s: %s in %s s\n' "$name" "$([ "$status" = 0 ] && echo passed || echo "FAILED ($status)")" $((SECONDS - begun))
}

# Prints the table; fails if a section failed.
report() {
    local index failed=0
    printf '\n== Summary\n'
    for index in "${!section_names[@]}"; do
        if [ "${section_results[$index]}" = 0 ]; then
            printf 'passed  %5s s  %s\n' "${section_seconds[$index]}" "${section_names[$index]}"
        else
            failed=$((failed + 1))
            printf 'FAILED  %5s s  %s\n' "${section_seconds[$index]}" "${section_names[$index]}"
        fi
    done
    printf '%s passed, %s failed, %s s\n' $((${#section_names[@]} - failed)) "$failed" "$SECONDS"
    [ "$failed" = 0 ]
}
