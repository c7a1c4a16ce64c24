# bash completion for aether. Part of Aether, under the Apache License v2.0 with
# LLVM Exceptions.

_aether() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command= word= words=
  COMPREPLY=()

  local i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --) return 0 ;; # the compiler's flags
      -*) ;;
      *) [[ -n $command ]] || command=${COMP_WORDS[i]} ;;
    esac
  done

  # `--option=` and `value` are words of their own where = breaks words.
  [[ $current == = ]] && current=
  if [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ ${COMP_WORDS[COMP_CWORD]} == --*=* ]]; then
    previous=${current%%=*} current=${current#*=}
  fi
  case $previous in
    --format) words="text json sarif html" ;;
    -p | --emit-tables)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return 0 ;;
    --diff)
      words=$(git for-each-ref --format='%(refname:short)' 2>/dev/null) ;;
    --jobs) return 0 ;;
    --baseline | --db | --depfile | --models | --output | --write-baseline)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return 0 ;;
  esac

  if [[ -z $words ]]; then
    case $command in
      "") words="check concurrent db hook profile status --help --help-list --version" ;;
      check)
        [[ $current == -* ]] && words="--baseline --db --depfile --diff
          --emit-tables --exit-zero --fix --fix-dry-run --format --help --help-list --jobs --models
          --output -p --quiet --strict --write-baseline" ;;
      db)
        if [[ $current == -* ]]; then
          words="--db --format --help --help-list --output"
        elif [[ $previous == db ]]; then
          words="list explain diff merge export"
        fi ;;
      hook)
        if [[ $current == -* ]]; then
          words="--baseline --full --help --help-list --jobs -p"
        elif [[ $previous == hook ]]; then
          words="run install remove"
        fi ;;
      profile | concurrent)
        if [[ $current == -* ]]; then
          words="--db --format --help --help-list --output"
          [[ $command == concurrent ]] && words+=" --profile"
        fi ;;
      status) words="--help --help-list" ;;
    esac
  fi
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  elif [[ -n $command ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}

complete -F _aether aether
