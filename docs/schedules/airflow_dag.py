"""The monthly retro as an Airflow DAG: one import, one retro, tried again with `--resume`."""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

FOLDER = "/srv/fupan"
SHOP = "myshop"

with DAG(
    dag_id="fupan_retro",
    schedule="30 6 2 * *",
    start_date=pendulum.datetime(2026, 1, 2, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=30)},
) as dag:
    bring = BashOperator(
        task_id="import",
        bash_command=f"cd {FOLDER} && .venv/bin/fupan import exports --shop {SHOP} --json",
    )
    # The month before the day the run is for, so that a run made up later is for its own month.
    retro = BashOperator(
        task_id="retro",
        bash_command=(
            f"cd {FOLDER} && .venv/bin/fupan retro --shop {SHOP} --resume --month "
            "{{ logical_date.in_timezone('Asia/Shanghai').subtract(months=1).strftime('%Y-%m') }}"
        ),
        execution_timeout=timedelta(hours=2),
    )
    bring >> retro
